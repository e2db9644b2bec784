import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CHART, GOLDEN } from '@gptget/helm/chart'
import { run, type Report } from '../programs.ts'
import { hold, type Check } from '../subcommand.ts'
import { createAll, startCluster, type Cluster, type KubeObject } from './cluster.ts'
import { customResourceFiles } from './write-schemas.ts'

type Input = { folder: string; helm: string; report: Report }
type Installed = Input & { cluster: Cluster }

const NAMESPACE = 'gptget'
const VALUES = ['small.values.yaml', 'cluster.values.yaml'].map((file) => path.join(GOLDEN, file))
const TIMEOUT_MS = 180_000

/** Installs the chart into a local Kubernetes and upgrades it. @returns whether all promises hold */
export const installChart = async (input: Input): Promise<boolean> => {
  const { report } = input
  report('starting Kubernetes')
  const cluster = await startCluster(input.folder, report)
  try {
    for (const file of await customResourceFiles())
      await createAll(
        cluster,
        await readFile(file, 'utf8'),
        '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
      )
    const installed = { ...input, cluster }
    return await hold(
      [isTaken, areScheduled, areSpread, isStepped, keepsItsSecrets, takesEverything],
      report,
      installed,
    )
  } finally {
    await cluster.stop()
  }
}

const helmIn = ({ cluster, helm }: Installed, ...args: string[]): Promise<string> =>
  run([helm, ...args, '--kubeconfig', cluster.kubeconfig, '--namespace', NAMESPACE], {
    timeoutMs: TIMEOUT_MS,
    env: {
      ...process.env,
      HELM_CACHE_HOME: path.dirname(cluster.kubeconfig),
      HELM_DATA_HOME: path.dirname(cluster.kubeconfig),
    },
  })

const release = (installed: Installed, ...settings: string[]): Promise<string> =>
  helmIn(
    installed,
    'upgrade',
    '--install',
    'gptget',
    CHART,
    '--create-namespace',
    ...VALUES.flatMap((file) => ['--values', file]),
    // The chart creates the secrets, as at a first installation.
    ...['secrets.existing=', ...settings].flatMap((setting) => ['--set', setting]),
  )

const inNamespace = (group: string, kind: string): string => `/${group}/namespaces/${NAMESPACE}/${kind}`
const PODS = inNamespace('api/v1', 'pods')
const DEPLOYMENTS = inNamespace('apis/apps/v1', 'deployments')

/** Waits until there are no faults. @returns those that remain at the timeout */
const eventually = async (findFaults: () => Promise<string[]>): Promise<string[]> => {
  const untilMs = performance.now() + TIMEOUT_MS
  for (;;) {
    const faults = await findFaults()
    if (faults.length === 0 || performance.now() > untilMs) return faults
    await sleep(500)
  }
}

const isTaken: Check<[Installed]> = {
  promise: 'helm install: the API server accepts every object, including three NATS and a Postgres',
  findFaults: async (installed) => {
    await release(installed)
    return []
  },
}

type Pod = KubeObject & {
  spec: { nodeName?: string; containers: { image: string }[] }
  status: { phase?: string; conditions?: { type: string; status: string; message?: string }[] }
}

const podsOf = async ({ cluster }: Installed): Promise<Pod[]> => (await cluster.list(PODS)) as Pod[]

const areScheduled: Check<[Installed]> = {
  promise: 'every pod is scheduled and ready, and the job has succeeded',
  findFaults: async (installed) => {
    const faults = await eventually(async () => {
      await bindVolumes(installed)
      const pods = await podsOf(installed)
      const waiting = pods.filter(
        ({ status }) =>
          status.phase !== 'Succeeded' &&
          !status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True'),
      )
      const few = pods.length < 20 ? [`only ${pods.length} pods`] : []
      return [...few, ...waiting.map(({ metadata, status }) => `${metadata.name}: ${JSON.stringify(status)}`)]
    })
    installed.report(`      ${(await podsOf(installed)).length} pods`)
    return faults
  },
}

type Claim = KubeObject & { spec: { volumeName?: string; resources: { requests: { storage: string } } } }

/** Binds each claim to a volume, as the provisioner of a real cluster does. */
const bindVolumes = async ({ cluster }: Installed): Promise<void> => {
  const claims = (await cluster.list(inNamespace('api/v1', 'persistentvolumeclaims'))) as Claim[]
  const there = new Set(
    (await cluster.list('/api/v1/persistentvolumes')).map(({ metadata }) => metadata.name),
  )
  for (const { metadata, spec } of claims.filter((claim) => !there.has(claim.metadata.name)))
    await cluster.send('POST', '/api/v1/persistentvolumes', {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: metadata.name },
      spec: {
        capacity: { storage: spec.resources.requests.storage },
        accessModes: ['ReadWriteOnce'],
        hostPath: { path: `/trial/${metadata.name}` },
        claimRef: { namespace: NAMESPACE, name: metadata.name },
      },
    })
}

const componentOf = ({ metadata }: KubeObject): string =>
  metadata.labels?.['app.kubernetes.io/component'] ?? ''

const areSpread: Check<[Installed]> = {
  promise: 'two pods of a service are never on one node, and the three NATS are on three',
  findFaults: async (installed) => {
    const running = (await podsOf(installed)).filter(({ spec }) => spec.nodeName !== undefined)
    const byComponent = Object.entries(Object.groupBy(running, componentOf))
    return byComponent.flatMap(([component, pods = []]) => {
      const nodes = new Set(pods.map(({ spec }) => spec.nodeName))
      return nodes.size === pods.length ? [] : [`${component}: ${pods.length} pods on ${nodes.size} nodes`]
    })
  },
}

type Deployment = KubeObject & {
  spec: { replicas: number; strategy: { type: string } }
  status: {
    availableReplicas?: number
    updatedReplicas?: number
    replicas?: number
    observedGeneration?: number
  }
}

const isStepped: Check<[Installed]> = {
  promise: 'an upgrade replaces every pod, and rolling services never have fewer ready pods than they should',
  findFaults: async (installed) => {
    const { cluster, report } = installed
    await release(installed, 'image.tag=next')
    const dips = new Set<string>()
    let steps = 0
    const late = await eventually(async () => {
      const deployments = (await cluster.list(DEPLOYMENTS)) as Deployment[]
      steps += 1
      for (const { metadata, spec, status } of deployments)
        if (
          spec.strategy.type === 'RollingUpdate' &&
          !metadata.name.endsWith('-admin') &&
          (status.availableReplicas ?? 0) < spec.replicas
        )
          dips.add(`${metadata.name}: ${status.availableReplicas ?? 0} of ${spec.replicas} were ready`)
      return deployments
        .filter(
          ({ metadata, spec, status }) =>
            status.observedGeneration !== metadata.generation ||
            status.updatedReplicas !== spec.replicas ||
            status.replicas !== spec.replicas ||
            status.availableReplicas !== spec.replicas,
        )
        .map(({ metadata, status }) => `${metadata.name}: ${JSON.stringify(status)}`)
    })
    report(`      checked ${steps} times`)
    const old = (await podsOf(installed)).filter(
      ({ spec, status }) =>
        status.phase === 'Running' && spec.containers.some(({ image }) => /gptget:(?!next)/.test(image)),
    )
    return [...dips, ...late, ...old.map(({ metadata }) => `${metadata.name} has the previous version`)]
  },
}

const keepsItsSecrets: Check<[Installed]> = {
  promise: 'an upgrade changes no password',
  findFaults: async (installed) => {
    const read = async (): Promise<string> =>
      JSON.stringify(
        (await installed.cluster.get<{ data: object }>(inNamespace('api/v1', 'secrets/gptget'))).data,
      )
    const before = await read()
    await release(installed, 'image.tag=next', 'env.LOG_LEVEL=debug')
    return before === (await read()) && before.length > 500 ? [] : ['the Secret has changed']
  },
}

const takesEverything: Check<[Installed]> = {
  promise:
    'it is accepted with all features enabled (autoscalers, gateway, ingress, monitors, external secrets)',
  findFaults: async (installed) => {
    const values = path.join(GOLDEN, 'production.values.yaml')
    await helmIn(installed, 'upgrade', '--install', 'other', CHART, '--values', values)
    const scalers = await installed.cluster.list(
      inNamespace('apis/autoscaling/v2', 'horizontalpodautoscalers'),
    )
    installed.report(`      ${scalers.length} autoscalers`)
    return scalers.length >= 5 ? [] : ['autoscalers are missing']
  },
}
