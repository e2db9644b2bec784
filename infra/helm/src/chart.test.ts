import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { SERVICES } from '@gptget/host/services'
import { describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { z } from 'zod'
import { CHART, goldenFile, goldenNames, hashOfChart, writtenFiles } from './chart.ts'
import { describeServices } from './describe-services.ts'
import { valuesSchema } from './values.ts'

const bundled = SERVICES.filter(({ isBundled }) => isBundled)
const names = bundled.map(({ name }) => name)
const facts = describeServices()

const container = z.looseObject({
  image: z.string(),
  env: z.array(z.looseObject({ name: z.string(), value: z.string().optional() })).default([]),
  securityContext: z.unknown(),
  resources: z.looseObject({ requests: z.unknown(), limits: z.looseObject({ memory: z.unknown() }) }),
  startupProbe: z.unknown().optional(),
  readinessProbe: z.unknown().optional(),
  livenessProbe: z.unknown().optional(),
})
const podTemplate = z.looseObject({
  spec: z.looseObject({
    automountServiceAccountToken: z.boolean(),
    terminationGracePeriodSeconds: z.number().optional(),
    securityContext: z.looseObject({ runAsUser: z.number(), runAsNonRoot: z.boolean() }),
    containers: z.array(container).length(1),
    topologySpreadConstraints: z.array(z.unknown()).default([]),
  }),
})
type Selected = { matchLabels?: Record<string, string>; matchExpressions?: { values: string[] }[] }
type Peer = { podSelector?: Selected; ipBlock?: { cidr: string; except: string[] } }
type Rule = { from?: Peer[]; to?: Peer[]; ports?: { port: string | number }[] }
type Rendered = {
  kind: string
  metadata: { name: string; labels: Record<string, string> }
  spec: Record<string, unknown> & { ingress?: Rule[]; egress?: Rule[]; podSelector?: Selected }
}

const readGolden = (name: string): Rendered[] =>
  parseAllDocuments(readFileSync(goldenFile(name), 'utf8'))
    .map((document) => document.toJS() as Rendered | null)
    .filter((each) => each !== null)

const COMPONENT = 'app.kubernetes.io/component'
const small = readGolden('small')
const of = (objects: readonly Rendered[], kind: string): Map<string, Rendered> =>
  new Map(
    objects.filter((each) => each.kind === kind).map((each) => [each.metadata.labels[COMPONENT]!, each]),
  )
const podOf = (rendered: Rendered) => podTemplate.parse(rendered.spec.template).spec

describe('the chart', () => {
  it('matches the code (after a change: node infra/helm/src/main.ts)', () => {
    const written = writtenFiles()
    const there = Object.keys(written).map((file) => [file, readFileSync(path.join(CHART, file), 'utf8')])
    expect(Object.fromEntries(there)).toEqual(written)
  })

  it('has valid values for every service of the image', () => {
    const values = valuesSchema.parse(parse(readFileSync(path.join(CHART, 'values.yaml'), 'utf8')))
    expect(Object.keys(values.services).toSorted()).toEqual(names.toSorted())
  })

  it.each(goldenNames())(
    'was rendered after its last change: %s (after a change: npm run deploy:test -- chart --update --no-cluster)',
    (name) => {
      expect(existsSync(goldenFile(name))).toBe(true)
      expect(readFileSync(goldenFile(name), 'utf8').split('\n')[0]).toContain(hashOfChart(name))
    },
  )

  it('runs every service, with two pods if it has no disk of its own', () => {
    const deployments = of(small, 'Deployment')
    expect([...deployments.keys()].toSorted()).toEqual([...names, 'admin'].toSorted())
    const replicas = names.map((name) => [name, deployments.get(name)!.spec.replicas])
    expect(replicas).toEqual(
      bundled.map(({ name, directoryVariable }) => [name, directoryVariable === undefined ? 2 : 1]),
    )
  })
})

const askAt = (at: string) => ({ httpGet: { path: at, port: 'http' } })

describe('a pod of the chart', () => {
  const workloads = small.filter(({ kind }) => ['Deployment', 'StatefulSet', 'Job'].includes(kind))

  it('runs as an ordinary user on a read-only filesystem without a cluster token', () => {
    expect(workloads.length).toBeGreaterThan(10)
    for (const workload of workloads) {
      const pod = podOf(workload)
      expect(pod.automountServiceAccountToken).toBe(false)
      expect(pod.securityContext).toMatchObject({
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      })
      expect(pod.securityContext.runAsUser).toBeGreaterThan(0)
      expect(pod.containers[0]!.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      })
    }
  })

  it('has no passwords in its environment, only references to secrets', () => {
    const values = workloads.flatMap((each) => podOf(each).containers[0]!.env.map(({ value }) => value ?? ''))
    const addresses = values.filter((value) => /^(nats|postgres):/.test(value))
    expect(addresses.length).toBeGreaterThan(10)
    for (const address of addresses) expect(address).toMatch(/:\$\((NATS|POSTGRES)_PASSWORD\)@/)
  })

  it.each(names)('of %s has probes, time to stop, and the settings of its manifest', (name) => {
    const pod = podOf(of(small, 'Deployment').get(name)!)
    const { env, ...probes } = pod.containers[0]!
    expect(probes).toMatchObject({
      startupProbe: askAt('/healthz'),
      readinessProbe: askAt('/readyz'),
      livenessProbe: askAt('/healthz'),
    })
    const times = ['GRACE', 'DRAIN'].map((word) =>
      Number(env.find((each) => each.name === `GPTGET_SHUTDOWN_${word}_MS`)?.value ?? 0),
    )
    expect(pod.terminationGracePeriodSeconds! * 1_000).toBeGreaterThan(times[0]! + times[1]!)
    expect(times[1]! > 0).toBe(facts[name]!.hasLongAnswers)
    const has = (variable: string | null): boolean => env.some((each) => each.name === variable)
    expect(has('DATABASE_URL')).toBe(facts[name]!.schema !== null)
    expect(has('GPTGET_CONFIG')).toBe(facts[name]!.readsConfiguration)
    expect(has(facts[name]!.directoryVariable)).toBe(facts[name]!.directoryVariable !== null)
    expect(has(facts[name]!.secretFileVariable)).toBe(facts[name]!.secretFileVariable !== null)
  })
})

/** Components that rules allow on a port; `anybody` if a rule names none. */
const peersOf = (rules: readonly Rule[], port: string | number, side: 'from' | 'to'): string[] =>
  rules
    .filter(({ ports }) => ports?.some((each) => each.port === port))
    .flatMap((rule) =>
      (rule[side] ?? [{ podSelector: { matchLabels: { [COMPONENT]: 'anybody' } } }]).flatMap(
        ({ podSelector }) => [
          podSelector?.matchLabels?.[COMPONENT] ?? '',
          ...(podSelector?.matchExpressions ?? []).flatMap(({ values }) => values),
        ],
      ),
    )
    .filter((name) => name !== '')
    .toSorted()

describe('on the network', () => {
  const policies = of(small, 'NetworkPolicy')
  it.each(names)('%s accepts and opens only the connections of its manifest and the bus', (name) => {
    const { ingress = [], egress = [] } = policies.get(name)!.spec
    const askers = names.filter((other) => facts[other]!.asks.includes(name))
    const callers = facts[name]!.isPublic ? ['anybody'] : []
    expect(peersOf(ingress, 'http', 'from')).toEqual([...askers, ...callers].toSorted())
    expect(peersOf(egress, 'http', 'to')).toEqual(facts[name]!.asks.toSorted())
    expect(peersOf(egress, 'client', 'to')).toEqual(['nats'])
    expect(peersOf(egress, 'postgres', 'to')).toEqual(facts[name]!.schema === null ? [] : ['postgres'])
    const internet = egress.flatMap(({ to = [] }) => to.flatMap(({ ipBlock }) => (ipBlock ? [ipBlock] : [])))
    expect(internet.length).toBe(facts[name]!.reachesInternet ? 1 : 0)
    for (const { except } of internet) expect(except).toContain('169.254.0.0/16')
  })

  it('only services with a login reach Postgres and NATS', () => {
    const nats = policies.get('nats')!.spec.ingress!
    expect(peersOf(nats, 'client', 'from')).toEqual([...names, 'admin'].toSorted())
    const postgres = policies.get('postgres')!.spec.ingress!
    const withTables = names.filter((name) => facts[name]!.schema !== null)
    expect(peersOf(postgres, 'postgres', 'from')).toEqual([...withTables, 'database'].toSorted())
  })

  it('callers and the console reach the edge, and callers reach nothing else', () => {
    expect(names.filter((name) => facts[name]!.isPublic)).toEqual(['edge-gateway'])
    expect(facts.console!.asks).toEqual(['edge-gateway'])
    expect(facts['edge-gateway']!.asks.toSorted()).toEqual(
      bundled
        .filter(({ paths }) => paths)
        .map(({ name }) => name)
        .toSorted(),
    )
  })
})

const REPOSITORY = path.join(CHART, '../../..')

/** All source code that could define a metric. */
const readMetrics = (): string =>
  globSync('{apps,packages/runtime}/**/src/**/metrics.ts', { cwd: REPOSITORY })
    .map((file) => readFileSync(path.join(REPOSITORY, file), 'utf8'))
    .join('\n')

describe('autoscaling', () => {
  const production = readGolden('production')

  it('uses metrics that the services have', () => {
    const defined = readMetrics()
    const rules = readFileSync(path.join(CHART, '../prometheus-adapter.yaml'), 'utf8')
    const scalers = [...of(production, 'HorizontalPodAutoscaler').values()]
    const metrics = new Set([...JSON.stringify(scalers).matchAll(/gptget_\w+/g)].map(([name]) => name))
    expect(metrics.size).toBeGreaterThan(3)
    const unknown = [...metrics].filter(
      (name) => !defined.includes(`name: '${name}'`) || !rules.includes(name),
    )
    expect(unknown).toEqual([])
  })

  it('leaves the number of replicas to the autoscaler', () => {
    const scaled = of(production, 'HorizontalPodAutoscaler')
    for (const name of scaled.keys())
      expect(of(production, 'Deployment').get(name)!.spec.replicas).toBeUndefined()
    expect([...scaled.keys()]).toContain('edge-gateway')
  })
})
