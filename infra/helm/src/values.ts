import { SERVICES } from '@gptget/host/services'
import { z } from 'zod'

/** The schema of values.yaml. Written as values.schema.json, with which Helm refuses misspelled values. */

const text = z.string()
const name = z.string().min(1)
const count = z.int().min(0)
/** A quantity of Kubernetes, such as `500m`, `1Gi` or `0.5`. */
const quantity = z.union([z.string().regex(/^\d+(\.\d+)?(m|[kKMGT]i?)?$/), z.number()])
const resources = z.strictObject({
  requests: z.record(z.string(), quantity).optional(),
  limits: z.record(z.string(), quantity).optional(),
})
const image = z.strictObject({
  repository: name,
  tag: text.describe('The tag of the image. Empty: the version of the chart.'),
  digest: text.describe('sha256:…; takes precedence over the tag.'),
  pullPolicy: z.enum(['Always', 'IfNotPresent', 'Never']),
})
const environment = z.record(z.string().regex(/^[A-Z][A-Z0-9_]*$/), z.string())
const objects = z.array(z.record(z.string(), z.unknown()))
const annotations = z.record(z.string(), z.string())
const persistence = z.strictObject({ size: quantity, storageClass: text })

/** An average over the pods (`pods`), or a total that the pods share (`external`). */
const metric = z.union([
  z.strictObject({ pods: name, average: quantity }),
  z.strictObject({ external: name, average: quantity }),
  z.strictObject({
    cpu: z.int().min(1).max(100).describe('The target CPU usage, in percent of the requested CPU.'),
  }),
])

const service = z.strictObject({
  enabled: z.boolean(),
  replicas: count,
  autoscaling: z
    .strictObject({ min: z.int().min(1), max: z.int().min(1), metrics: z.array(metric).min(1) })
    .optional(),
  resources: resources,
  env: environment.optional().describe('Settings of this service; see docs/operating.md.'),
  persistence: persistence.optional().describe('Its own disk for files; allows only one replica.'),
  podAnnotations: annotations.optional(),
  nodeSelector: z.record(z.string(), z.string()).optional(),
  tolerations: objects.optional(),
})

const bundledServices = SERVICES.filter(({ isBundled }) => isBundled)

export const valuesSchema = z.strictObject({
  nameOverride: text,
  image,
  imagePullSecrets: z.array(z.strictObject({ name })),
  config: z.looseObject({}).describe('The operator’s configuration: providers, models, prices.'),
  publicUrl: text.describe('The address for callers and browsers, for example https://ai.example.com.'),
  env: environment.describe('Settings of every service.'),
  shutdown: z.strictObject({ graceSeconds: count, drainSeconds: count }),
  secrets: z.strictObject({
    existing: text.describe(
      'The name of an existing Secret. Empty: the chart creates one when it is installed.',
    ),
    providers: text.describe('A Secret with one key for each provider’s variable (OPENAI_API_KEY).'),
    external: z.strictObject({
      enabled: z.boolean(),
      store: z.strictObject({ name: text, kind: z.enum(['SecretStore', 'ClusterSecretStore']) }),
      refreshInterval: text,
      platformKey: text.describe('The path of the platform’s secrets in the store.'),
      providersKey: text.describe('The path of the providers’ keys in the store. Empty: none.'),
    }),
  }),
  autoscaling: z.strictObject({ enabled: z.boolean() }),
  podDisruptionBudgets: z.strictObject({ enabled: z.boolean() }),
  topologySpread: z.strictObject({ enabled: z.boolean(), keys: z.array(name) }),
  networkPolicy: z.strictObject({
    enabled: z.boolean(),
    callers: objects.describe('Who may call the edges: peers of a NetworkPolicy. Empty: anyone.'),
    prometheus: objects.describe('Who may read metrics: peers of a NetworkPolicy. Empty: no one.'),
    otlp: objects.describe('Where traces are sent: peers of a NetworkPolicy. Empty: nowhere.'),
    privateRanges: z.array(name).describe('Address ranges that are not part of the internet.'),
    extraEgress: objects.describe(
      'More destinations for services that use the internet, such as a provider in your own network.',
    ),
  }),
  serviceMonitor: z.strictObject({
    enabled: z.boolean(),
    interval: text,
    labels: z.record(z.string(), z.string()),
  }),
  ingress: z.strictObject({
    enabled: z.boolean(),
    className: text,
    annotations,
    host: text,
    tlsSecret: text,
  }),
  gateway: z.strictObject({
    enabled: z.boolean(),
    parentRefs: objects,
    hostnames: z.array(name),
  }),
  nats: z.strictObject({
    bundled: z.boolean(),
    external: text.describe('host:port of your own server, if it is not bundled.'),
    image: name,
    replicas: z.literal([1, 3]),
    resources,
    persistence,
  }),
  postgres: z.strictObject({
    bundled: z.boolean(),
    external: z.strictObject({ host: text, port: z.int(), database: name, owner: name, parameters: text }),
    image: name,
    resources,
    persistence,
  }),
  admin: z.strictObject({ enabled: z.boolean(), resources }),
  services: z.strictObject(
    Object.fromEntries(bundledServices.map(({ name, summary }) => [name, service.describe(summary)])),
  ),
})
