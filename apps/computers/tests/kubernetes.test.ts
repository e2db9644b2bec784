import { createLogger } from '@gptget/runtime'
import { KubeConfig } from '@kubernetes/client-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openKubernetesDriver } from '../src/drivers/kubernetes/kubernetes-driver.ts'
import { networkPolicies } from '../src/drivers/kubernetes/network-policies.ts'
import { sandboxOf } from '../src/drivers/kubernetes/sandbox-spec.ts'
import { SPEC } from './kubernetes/desktop-spec.ts'
import { ScriptedApi } from './kubernetes/scripted-api.ts'

const logger = createLogger('computers', { LOG_LEVEL: 'silent' })
const PLAN = { namespace: 'desktops', image: 'desktop:1', runtimeClass: 'kata', storageClass: 'fast' }
describe('a computer in Kubernetes', () => {
  const api = new ScriptedApi()
  const kubeConfig = new KubeConfig()
  beforeAll(async () => {
    kubeConfig.loadFromClusterAndUser(
      { name: 'scripted', server: await api.listen(), skipTLSVerify: true },
      { name: 'test' },
    )
  })
  afterAll(async () => {
    await api.close()
  })

  it('has no rights, no token of the cluster, and the requested runtime and storage', () => {
    const { spec } = sandboxOf({ ...PLAN, scripts: 'scripts' }, SPEC, { operatingMode: 'Running' })
    const pod = spec.podTemplate.spec
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      runtimeClassName: 'kata',
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    })
    expect(pod.containers[0]).toMatchObject({
      image: 'desktop:1',
      resources: { limits: { cpu: '2000m', memory: String(4 * 1024 ** 3) } },
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      },
    })
    expect(spec.volumeClaimTemplates[0]!.spec.storageClassName).toBe('fast')
  })

  it('comes from the warm pool if it has the usual settings, and is a separate sandbox otherwise', async () => {
    const driver = await openKubernetesDriver({ ...PLAN, warmPool: 'usual', logger, kubeConfig })
    await driver.create(SPEC)
    await driver.create({ ...SPEC, instanceId: 'wide', resolution: { width: 1920, height: 1080 } })
    await driver.create({ ...SPEC, instanceId: 'alone', network: 'none' })
    expect(api.find('SandboxClaim', 'gptget-0badcafe')?.spec).toMatchObject({
      warmPoolRef: { name: 'usual' },
    })
    for (const name of ['gptget-wide', 'gptget-alone'])
      expect(api.find('Sandbox', name)?.spec).toMatchObject({ operatingMode: 'Suspended' })
    // The controller gives the claim a sandbox from the pool; stopping suspends it, deleting ends the claim.
    api.put({
      apiVersion: 'agents.x-k8s.io/v1beta1',
      kind: 'Sandbox',
      metadata: { name: 'usual-7' },
      spec: { operatingMode: 'Running', podTemplate: { spec: { containers: [{ name: 'desktop' }] } } },
    })
    api.put({ ...api.find('SandboxClaim', 'gptget-0badcafe')!, status: { sandbox: { name: 'usual-7' } } })
    await driver.stop(SPEC.instanceId)
    expect(api.find('Sandbox', 'usual-7')?.spec).toMatchObject({ operatingMode: 'Suspended' })
    await driver.remove(SPEC.instanceId)
    expect(api.find('SandboxClaim', 'gptget-0badcafe')).toBeUndefined()
    await driver.close()
  })

  it('keeps its limits, and says why, if its node is too small for new ones', async () => {
    const driver = await openKubernetesDriver({ ...PLAN, warmPool: null, logger, kubeConfig })
    const spec = { ...SPEC, instanceId: 'small' }
    await driver.create(spec)
    const { resources } = sandboxOf({ ...PLAN, scripts: '' }, spec, { operatingMode: 'Running' }).spec
      .podTemplate.spec.containers[0]!
    const pod = { containers: [{ name: 'desktop', resources }] }
    api.put({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'gptget-small' }, spec: pod })
    api.hasRoom = false
    const applied = await driver.resize({ ...spec, limits: { ...spec.limits, cpus: 4 } })
    api.hasRoom = true
    expect(applied).toMatchObject({ cpus: 2, memoryBytes: 4 * 1024 ** 3 })
    expect(applied.notes.join(' ')).toContain('Its node is too small for these limits.')
    await driver.close()
  })

  it('reaches no private address and no mail server, and only the service can reach it', () => {
    const [internet, none] = networkPolicies('desktops')
    expect(none!.spec.egress).toEqual([])
    const [, open] = internet!.spec.egress as [
      object,
      {
        to: { ipBlock: { except: string[] } }[]
        ports: { port: number; endPort: number; protocol: string }[]
      },
    ]
    expect(open.to[0]!.ipBlock.except).toEqual(expect.arrayContaining(['10.0.0.0/8', '169.254.0.0/16']))
    const mayReach = (port: number): boolean =>
      open.ports.some((range) => range.protocol === 'TCP' && range.port <= port && port <= range.endPort)
    expect([22, 25, 80, 443, 465, 587, 65_535].filter(mayReach)).toEqual([22, 80, 443, 65_535])
    for (const policy of [internet!, none!]) expect(policy.spec.ingress[0]!.ports[0]!.port).toBe(7_070)
  })
})
