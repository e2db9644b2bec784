import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseAllDocuments } from 'yaml'
import { startControlPlane, type Cluster } from './kube/cluster.ts'
import { agentSandboxModule, downloadModule, ensureProgram, PROGRAMS, requireGo } from './kube/go-programs.ts'
import { runVisibly, type Report } from './programs.ts'
import type { Subcommand } from './subcommand.ts'

const ROOT = path.join(import.meta.dirname, '../../..')
const TESTS = ['apps/computers/tests/drivers.test.ts', 'apps/computers/tests/warm-pool.test.ts']
/** The tests' names have this in them. */
const ON_A_CLUSTER = 'real API server'
const TIMEOUT_MS = 900_000

/** Those whose work is not played: what deletes what belongs to something deleted. */
const CONTROLLERS = ['garbage-collector-controller', 'persistentvolumeclaim-protection-controller']

export const desktops: Subcommand = {
  help: `Runs the tests of the driver that runs desktops in Kubernetes (docs/computers.md) against a real etcd, API server,
garbage collector and controller of agent-sandbox, with the rights that infra/computers/namespace.yaml gives it. Only the
node is played: its pods are real desktops in bubblewrap. Needs root, the desktop image and Go. Builds the programs from
Go modules: about 20 minutes the first time, two minutes later.`,
  run: async ({ directory, report }) => {
    await requireGo()
    const folder = path.join(directory, '../kube')
    const sandboxes = await ensureProgram(folder, PROGRAMS.sandboxes, report)
    const cluster = await startControlPlane(folder, report, CONTROLLERS.join(','))
    try {
      await install(cluster, sandboxes, report)
      return await runTests(cluster, report)
    } finally {
      await cluster.stop()
    }
  },
}

const install = async (cluster: Cluster, sandboxes: string, report: Report): Promise<void> => {
  const { Dir } = await downloadModule(agentSandboxModule)
  const definitions = path.join(Dir, 'k8s/crds')
  for (const file of await readdir(definitions))
    for (const definition of await documentsIn<Definition>(path.join(definitions, file))) {
      await cluster.send('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
        ...definition,
        // Nothing is kept in an older version, which only a webhook in the cluster could convert.
        spec: { ...definition.spec, conversion: { strategy: 'None' } },
      })
      await untilServed(cluster, definition)
    }
  for (const object of await documentsIn(path.join(ROOT, 'infra/computers/namespace.yaml')))
    await cluster.send('POST', collectionOf(object), object)
  const options = ['--extensions', '--leader-elect=false', '--enable-webhook=false']
  const ports = ['--metrics-bind-address=0', '--health-probe-bind-address=0']
  cluster.start(sandboxes, [...options, ...ports], { ...process.env, KUBECONFIG: cluster.kubeconfig })
  report('Kubernetes and agent-sandbox run')
}

type Object_ = { kind: string; metadata: { namespace?: string } }
type Definition = { spec: { group: string; names: { plural: string }; versions: { name: string }[] } }

const documentsIn = async <Document = Object_>(file: string): Promise<Document[]> =>
  parseAllDocuments(await readFile(file, 'utf8')).flatMap((each) => (each.toJS() as Document | null) ?? [])

const SERVED_TIMEOUT_MS = 60_000

/** Waits until the API server lists a defined kind: the controller ends at its start when one is missing. */
const untilServed = async (
  cluster: Cluster,
  { spec: { group, names, versions } }: Definition,
): Promise<void> => {
  const untilMs = performance.now() + SERVED_TIMEOUT_MS
  const isServed = async (version: string): Promise<boolean> => {
    const answer = await cluster
      .get<{ resources: { name: string }[] }>(`/apis/${group}/${version}`)
      .catch(() => null)
    return answer?.resources.some(({ name }) => name === names.plural) ?? false
  }
  for (const { name } of versions)
    while (!(await isServed(name))) {
      if (performance.now() > untilMs)
        throw new Error(`The API server does not serve ${group}/${name} ${names.plural}`)
      await sleep(100)
    }
}

const RIGHTS = 'apis/rbac.authorization.k8s.io/v1'
const GROUPS: Record<string, string> = {
  Namespace: 'api/v1',
  ServiceAccount: 'api/v1',
  Role: RIGHTS,
  RoleBinding: RIGHTS,
}

const collectionOf = ({ kind, metadata: { namespace } }: Object_): string =>
  `/${GROUPS[kind]}/${namespace === undefined ? '' : `namespaces/${namespace}/`}${kind.toLowerCase()}s`

const runTests = async (cluster: Cluster, report: Report): Promise<boolean> => {
  const env = { ...process.env, GPTGET_TEST_KUBECONFIG: cluster.kubeconfig }
  // Each file plays the node of the same cluster.
  const command = [
    'npx',
    'vitest',
    'run',
    '--reporter=verbose',
    '--no-file-parallelism',
    ...TESTS,
    '-t',
    ON_A_CLUSTER,
  ]
  try {
    await runVisibly(command, report, { cwd: ROOT, env, timeoutMs: TIMEOUT_MS })
    return true
  } catch {
    // What failed is reported.
    return false
  }
}
