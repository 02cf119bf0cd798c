{{- define "balie.labels" -}}
app.kubernetes.io/name: balie
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "balie.selector" -}}
app.kubernetes.io/name: balie
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "balie.env" -}}
- {name: BALIE_LISTEN, value: 0.0.0.0}
- {name: BALIE_HTTP_PORT, value: "8080"}
- {name: BALIE_SMTP_PORT, value: "2525"}
- {name: BALIE_DATA_DIR, value: /data}
- {name: BALIE_MUNICIPALITY, value: {{ .Values.municipality.path | quote }}}
- {name: BALIE_PUBLIC_URL, value: {{ .Values.publicUrl | quote }}}
- {name: BALIE_PROXIES, value: {{ .Values.proxies | quote }}}
- name: BALIE_WORKER
  valueFrom: {fieldRef: {fieldPath: metadata.name}}
- {name: BALIE_STREAM_FILE, value: /run/secrets/balie/stream-url}
- {name: BALIE_QUEUES_FILE, value: /run/secrets/balie/queues-url}
- {name: BALIE_STORE_FILE, value: /run/secrets/balie/store-url}
- {name: BALIE_SECRET_FILE, value: /run/secrets/balie/secret}
- {name: BALIE_API_TOKEN_FILE, value: /run/secrets/balie/api-token}
- {name: BALIE_WEBHOOK_SECRET_FILE, value: /run/secrets/balie/webhook-secret}
{{- if .Values.smtpRelayFromSecret }}
- {name: BALIE_SMTP_RELAY_FILE, value: /run/secrets/balie/smtp-relay}
{{- else if .Values.smtpRelay }}
- {name: BALIE_SMTP_RELAY, value: {{ .Values.smtpRelay | quote }}}
{{- end }}
{{- range $name, $value := .Values.environment }}
- {name: {{ $name }}, value: {{ $value | quote }}}
{{- end }}
{{- end }}

{{- define "balie.mounts" -}}
- {name: data, mountPath: /data}
- {name: originals, mountPath: /data/originals}
- {name: tmp, mountPath: /tmp}
- {name: secrets, mountPath: /run/secrets/balie, readOnly: true}
{{- if .Values.certificates }}
- {name: certificates, mountPath: /etc/balie/certificates, readOnly: true}
{{- end }}
{{- if .Values.municipality.volume }}
- {name: municipality, mountPath: /srv/municipality, readOnly: true}
{{- end }}
{{- end }}

{{- define "balie.volumes" -}}
- {name: data, emptyDir: {sizeLimit: 100Mi}}
- {name: tmp, emptyDir: {sizeLimit: 1Gi}}
- name: originals
  persistentVolumeClaim: {claimName: {{ .Values.originals.existingClaim | default (printf "%s-originals" .Release.Name) }}}
- name: secrets
  secret: {secretName: {{ .Values.secret | quote }}, defaultMode: 0440}
{{- if .Values.certificates }}
- name: certificates
  secret: {secretName: {{ .Values.certificates | quote }}, defaultMode: 0440}
{{- end }}
{{- with .Values.municipality.volume }}
- name: municipality
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "balie.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: {type: RuntimeDefault}
{{- with .Values.image.pullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "balie.confined" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}
