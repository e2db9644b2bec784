{{- define "gptget.name" -}}
{{- default (ternary .Release.Name (printf "%s-gptget" .Release.Name) (contains "gptget" .Release.Name)) .Values.nameOverride | trunc 40 | trimSuffix "-" -}}
{{- end }}

{{- define "gptget.selector" -}}
app.kubernetes.io/name: gptget
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* Takes a list: the root, and the component's name. */}}
{{- define "gptget.labels" -}}
{{- $root := index . 0 -}}
{{ include "gptget.selector" $root }}
app.kubernetes.io/component: {{ index . 1 }}
app.kubernetes.io/version: {{ $root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
helm.sh/chart: {{ $root.Chart.Name }}-{{ $root.Chart.Version }}
{{- end }}

{{- define "gptget.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end -}}
{{- end }}

{{- define "gptget.secret" -}}
{{- default (include "gptget.name" .) .Values.secrets.existing -}}
{{- end }}

{{/* The Secret with the providers' keys; empty: there is none. */}}
{{- define "gptget.providersSecret" -}}
{{- if and .Values.secrets.external.enabled .Values.secrets.external.providersKey -}}
{{- default (printf "%s-providers" (include "gptget.name" .)) .Values.secrets.providers -}}
{{- else -}}
{{- .Values.secrets.providers -}}
{{- end -}}
{{- end }}

{{- define "gptget.natsHost" -}}
{{- if .Values.nats.bundled -}}
{{ include "gptget.name" . }}-nats:4222
{{- else -}}
{{ required "nats.external: say host:port, or take the bundled one" .Values.nats.external }}
{{- end -}}
{{- end }}

{{- define "gptget.postgresAddress" -}}
{{- if .Values.postgres.bundled -}}
{{ include "gptget.name" . }}-postgres:5432/gptget
{{- else -}}
{{- $external := .Values.postgres.external -}}
{{ required "postgres.external.host: say where Postgres is, or take the bundled one" $external.host }}:{{ $external.port }}/{{ $external.database }}{{ with $external.parameters }}?{{ . }}{{ end }}
{{- end -}}
{{- end }}

{{/* `edge-gateway` as EDGE_GATEWAY. */}}
{{- define "gptget.variable" -}}
{{- . | upper | replace "-" "_" -}}
{{- end }}

{{/* Every random secret of the platform, one a line. */}}
{{- define "gptget.secretKeys" -}}
{{- $services := .Files.Get "files/services.json" | fromJson -}}
POSTGRES_PASSWORD
{{- range $name, $service := $services }}
NATS_PASSWORD_{{ include "gptget.variable" $name }}
{{- if $service.schema }}
POSTGRES_PASSWORD_{{ include "gptget.variable" $name }}
{{- end }}
{{- with $service.secretFileVariable }}
{{ trimSuffix "_FILE" . }}
{{- end }}
{{- end }}
NATS_PASSWORD_ADMIN
NATS_PASSWORD_HOST
{{- end }}

{{- define "gptget.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ . }}
runAsGroup: {{ . }}
fsGroup: {{ . }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "gptget.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{/* Takes a list: the name of a variable, the Secret, its key. */}}
{{- define "gptget.fromSecret" -}}
- name: {{ index . 0 }}
  valueFrom: { secretKeyRef: { name: {{ index . 1 }}, key: {{ index . 2 }} } }
{{- end }}
