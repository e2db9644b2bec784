import type { DesktopSpec, Limits } from '../driver.ts'
import { BRIDGE_PORT } from './bridge.ts'

export const SANDBOXES = { apiVersion: 'agents.x-k8s.io/v1beta1', kind: 'Sandbox' } as const
export const CLAIMS = { apiVersion: 'extensions.agents.x-k8s.io/v1beta1', kind: 'SandboxClaim' } as const

/** What all desktops of a service in a cluster share. */
export type ClusterPlan = {
  namespace: string
  image: string
  /** For example `gvisor` or `kata`; null: the cluster's default. */
  runtimeClass: string | null
  storageClass: string | null
  /** The ConfigMap with the scripts of every desktop. */
  scripts: string
}

const INSTANCE_KEY = 'gptget.com/instance'
export const NETWORK_LABEL = 'gptget.com/network'
const CONTAINER = 'desktop'
const HOME = 'home'
const UID = 1_000
const MIB = 1024 * 1024

/** Kubernetes' policies support addresses but no names, so a list of names means no network. */
export const networkOf = ({ network }: Pick<DesktopSpec, 'network'>): 'internet' | 'none' =>
  network === 'internet' ? 'internet' : 'none'

export const nameOf = (instanceId: string): string => `gptget-${instanceId}`

/** The controller's name for the claim of a sandbox's volume template. */
export const homeClaimOf = (sandbox: string): string => `${HOME}-${sandbox}`

export const resourcesOf = ({ cpus, memoryBytes }: Pick<Limits, 'cpus' | 'memoryBytes'>) => {
  const limits = { cpu: `${Math.round(cpus * 1_000)}m`, memory: String(memoryBytes) }
  // A desktop is mostly idle, so it requests a quarter of its limits.
  const requests = { cpu: `${Math.round(cpus * 250)}m`, memory: String(Math.floor(memoryBytes / 4)) }
  return { limits, requests }
}

/** A computer as a separate sandbox, with its home on a volume that outlives its pods. */
export const sandboxOf = (
  plan: ClusterPlan,
  spec: DesktopSpec,
  { operatingMode, copyOf }: { operatingMode: 'Running' | 'Suspended'; copyOf?: string },
) => ({
  ...SANDBOXES,
  metadata: {
    name: nameOf(spec.instanceId),
    namespace: plan.namespace,
    labels: { [INSTANCE_KEY]: spec.instanceId },
  },
  spec: {
    operatingMode,
    podTemplate: {
      metadata: { labels: { [INSTANCE_KEY]: spec.instanceId, [NETWORK_LABEL]: networkOf(spec) } },
      spec: podSpec(plan, spec),
    },
    volumeClaimTemplates: [
      {
        metadata: { name: HOME },
        spec: {
          accessModes: ['ReadWriteOnce'],
          resources: { requests: { storage: String(spec.limits.diskBytes) } },
          ...(plan.storageClass === null ? {} : { storageClassName: plan.storageClass }),
          ...(copyOf === undefined ? {} : { dataSource: { kind: 'PersistentVolumeClaim', name: copyOf } }),
        },
      },
    ],
  },
})

/**
 * A computer from a pool of waiting sandboxes. The controller (0.5.6) refuses a claim whose pod would get a label of a
 * domain that its operator does not list, so the pod gets an annotation.
 */
export const claimOf = ({ namespace }: ClusterPlan, { instanceId }: DesktopSpec, pool: string) => ({
  ...CLAIMS,
  metadata: { name: nameOf(instanceId), namespace, labels: { [INSTANCE_KEY]: instanceId } },
  spec: {
    warmPoolRef: { name: pool },
    additionalPodMetadata: { annotations: { [INSTANCE_KEY]: instanceId } },
  },
})

const podSpec = (plan: ClusterPlan, spec: DesktopSpec) => ({
  automountServiceAccountToken: false,
  enableServiceLinks: false,
  ...(plan.runtimeClass === null ? {} : { runtimeClassName: plan.runtimeClass }),
  securityContext: {
    runAsUser: UID,
    runAsGroup: UID,
    runAsNonRoot: true,
    fsGroup: UID,
    seccompProfile: { type: 'RuntimeDefault' },
  },
  terminationGracePeriodSeconds: 5,
  // The service restarts a desktop that ended, and says so.
  restartPolicy: 'Never',
  containers: [
    {
      name: CONTAINER,
      image: plan.image,
      command: ['/opt/gptget/first-process', '/opt/gptget/start-desktop'],
      env: [
        { name: 'GEOMETRY', value: `${spec.resolution.width}x${spec.resolution.height}` },
        { name: 'BRIDGE_PORT', value: String(BRIDGE_PORT) },
        { name: 'POD_UID', valueFrom: { fieldRef: { fieldPath: 'metadata.uid' } } },
      ],
      ports: [{ name: 'bridge', containerPort: BRIDGE_PORT }],
      resources: resourcesOf(spec.limits),
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      },
      volumeMounts: [
        { name: HOME, mountPath: '/home/user' },
        { name: 'scripts', mountPath: '/opt/gptget', readOnly: true },
        { name: 'run', mountPath: '/run/gptget' },
        { name: 'tmp', mountPath: '/tmp' },
        { name: 'shm', mountPath: '/dev/shm' },
      ],
    },
  ],
  volumes: [
    { name: 'scripts', configMap: { name: plan.scripts, defaultMode: 0o555 } },
    { name: 'run', emptyDir: { medium: 'Memory', sizeLimit: String(MIB) } },
    {
      name: 'tmp',
      emptyDir: { medium: 'Memory', sizeLimit: String(Math.floor(spec.limits.memoryBytes / 2)) },
    },
    { name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: String(256 * MIB) } },
  ],
})
