import { KubeConfig } from '@kubernetes/client-node'
import type { ComputerDriver } from '../../src/drivers/driver.ts'
import { findHost } from '../../src/drivers/host/find-host.ts'
import { DesktopPods } from './desktop-pods.ts'
import { PlayedNode } from './played-node.ts'

/** From `infra/computers/namespace.yaml`: the namespace of desktops, and the service account. */
const NAMESPACE = 'gptget-computers'
const SERVICE = 'system:serviceaccount:gptget:gptget-computers'

const kubeconfig = process.env['GPTGET_TEST_KUBECONFIG']

export const whyNoCluster = (): string | null =>
  kubeconfig === undefined ? '`npm run deploy:test -- desktops` runs it' : null

type Joined = {
  namespace: string
  /** With the rights of the service. */
  config: KubeConfig
  /** With every right. */
  admin: KubeConfig
  close(): Promise<void>
}

/** Acts as the node of a real cluster, whose pods are desktops in bubblewrap. */
export const joinCluster = async (bwrap: ComputerDriver, directory: string): Promise<Joined> => {
  const admin = new KubeConfig()
  admin.loadFromFile(kubeconfig!)
  const config = new KubeConfig()
  config.loadFromOptions({
    clusters: admin.clusters,
    contexts: admin.contexts,
    currentContext: admin.currentContext,
    users: admin.users.map((user) => ({ ...user, impersonateUser: SERVICE })),
  })
  const pods = new DesktopPods(bwrap, (await findHost(directory)).runDirectory)
  const node = new PlayedNode(admin, NAMESPACE, pods)
  return { namespace: NAMESPACE, config, admin, close: () => node.close() }
}
