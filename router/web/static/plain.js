// How plain a text is, as an indication: Flesch in the language's own form, the length of sentences, and how many are long.
// measure("…", "nl") -> { words, sentences, mean, long, score }; score is 0 (hard) to 100 (easy), null where we cannot say.
export const LONG = 20;  // words
const FORMS = { nl: [206.84, 0.93, 77], en: [206.835, 1.015, 84.6], de: [180, 1, 58.5], fr: [207, 1.015, 73.6] };
const ENOUGH = 10;  // words, below which a score says nothing

const syllables = (word) => word.match(/[aeiouyàáâäèéêëìíîïòóôöùúûüÿœæ]+/giu)?.length ?? 1;

// A line is a sentence of its own: a greeting, an item of a list. "nr. 12" and "14.30" do not end one.
export const sentences = (text) => text.split(/\n+|(?<=[.!?…])["')\]]*\s+(?=\p{Lu}|["'(])/u)
  .map((each) => each.match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu) ?? []).filter((words) => words.length);

export const measure = (text, language) => {
  const all = sentences(text), words = all.flat();
  const whole = all.filter((each) => each.length > 3);  // not greetings
  const counted = whole.flat().length;
  const mean = whole.length ? counted / whole.length : 0;
  const form = FORMS[language];
  const score = form && counted >= ENOUGH
    ? Math.max(0, Math.min(100, form[0] - form[1] * mean - form[2] * whole.flat().map(syllables).reduce((a, b) => a + b, 0) / counted))
    : null;
  return { words: words.length, sentences: all.length, mean, long: all.filter((each) => each.length > LONG).length, score };
};
