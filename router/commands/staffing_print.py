"""A plan as a table for people, as JSON and as CSV."""

import csv
from io import StringIO

from router.commands.staffing import Plan
from router.staffing.plan import Planned, Staffed

HEAD = """\
                    calls handle patience | Erlang C, all wait         | Erlang A, some hang up
day        from              s        s   | agents rostered   in  busy | agents rostered   in  busy  lost"""
COLUMNS = (
    "day", "from", "to", "calls", "handleSeconds", "patienceSeconds", "agents", "rostered", "reached", "occupancy",
    "agentsA", "rosteredA", "reachedA", "occupancyA", "abandonedA",
)  # fmt: skip


def as_text(plan: Plan) -> str:
    norm = plan.norm
    return "\n".join(
        (
            f"{plan.queue}: {plan.source}.",
            f"Agents for {norm.target:.0%} of all who call answered within {norm.within:g} seconds (column in); "
            f"rostered with {norm.shrinkage:.0%} shrinkage.",
            "",
            HEAD,
            *map(_line, plan.half_hours),
            "",
            _totals(plan),
        )
    )


def _line(each: Planned) -> str:
    half_hour, by_a = each.half_hour, each.erlang_a
    patience = f"{half_hour.patience:8.0f}" if half_hour.patience else f"{'-':>8}"
    told = f"{half_hour.day:10} {half_hour.start:%H:%M} {half_hour.calls:8.1f} {half_hour.handle:6.0f} {patience} |{_told(each.erlang_c)} |"
    return f"{told}{_told(by_a)} {by_a.abandoned:5.1%}" if by_a else f"{told}      -"


def _told(staffed: Staffed) -> str:
    return f"{staffed.agents:7} {staffed.rostered:8} {staffed.reached:4.0%} {staffed.occupancy:5.0%}"


def _totals(plan: Plan) -> str:
    hours = sum(each.erlang_c.agents * _hours(each) for each in plan.half_hours)
    paid = sum(each.erlang_c.rostered * _hours(each) for each in plan.half_hours)
    told = f"Together {hours:,.1f} agent hours, {paid:,.1f} rostered{' a week' if plan.per_week else ''}, by Erlang C"
    if all(each.erlang_a for each in plan.half_hours):
        fewer = sum(each.erlang_a.agents * _hours(each) for each in plan.half_hours if each.erlang_a)
        return f"{told}; {fewer:,.1f} agent hours by Erlang A."
    return f"{told}."


def _hours(each: Planned) -> float:
    return each.half_hour.open.total_seconds() / 3600


def as_json(plan: Plan) -> dict[str, object]:
    norm = plan.norm
    return {
        "queue": plan.queue,
        "source": plan.source,
        "target": norm.target,
        "withinSeconds": norm.within,
        "shrinkage": norm.shrinkage,
        "items": [
            {
                "day": each.half_hour.day,
                "from": f"{each.half_hour.start:%H:%M}",
                "to": f"{each.half_hour.end:%H:%M}",
                "calls": round(each.half_hour.calls, 3),
                "handleSeconds": round(each.half_hour.handle, 3),
                "patienceSeconds": each.half_hour.patience and round(each.half_hour.patience, 3),
                "erlangC": _figures(each.erlang_c),
                "erlangA": each.erlang_a and _figures(each.erlang_a),
            }
            for each in plan.half_hours
        ],
    }


def _figures(staffed: Staffed) -> dict[str, float]:
    return {
        "agents": staffed.agents,
        "rostered": staffed.rostered,
        "reached": round(staffed.reached, 6),
        "sl": round(staffed.sl, 6),
        "sl2": round(staffed.sl2, 6),
        "abandoned": round(staffed.abandoned, 6),
        "meanWaitSeconds": round(staffed.wait_seconds, 3),
        "occupancy": round(staffed.occupancy, 6),
    }


def as_csv(plan: Plan) -> str:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for each in plan.half_hours:
        half_hour, by_c, by_a = each.half_hour, each.erlang_c, each.erlang_a
        writer.writerow(
            [
                half_hour.day, f"{half_hour.start:%H:%M}", f"{half_hour.end:%H:%M}", round(half_hour.calls, 3),
                round(half_hour.handle, 3), round(half_hour.patience, 3) if half_hour.patience else "",
                by_c.agents, by_c.rostered, round(by_c.reached, 4), round(by_c.occupancy, 4),
                *((by_a.agents, by_a.rostered, round(by_a.reached, 4), round(by_a.occupancy, 4), round(by_a.abandoned, 4))
                  if by_a else [""] * 5),
            ]
        )  # fmt: skip
    return out.getvalue().rstrip("\n")
