import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { findMissing, run, runVisibly, type Report } from '../programs.ts'

/** A program built from a Go module, because sites with binaries cannot be reached everywhere. */
export type GoProgram = { name: string; module: string; version: string; package: string; flags?: string }

const KUBERNETES = { module: 'k8s.io/kubernetes', version: 'v1.37.2' }
/** The version of Kubernetes' parts, which are modules too; its go.mod has them in folders outside the module. */
const KUBERNETES_PARTS = KUBERNETES.version.replace('v1.', 'v0.')

const KWOK = { module: 'sigs.k8s.io/kwok', version: 'v0.8.0' }

/** The controller of desktops' sandboxes (docs/computers.md). */
const AGENT_SANDBOX = { module: 'sigs.k8s.io/agent-sandbox', version: 'v0.5.6' }

const kubernetes = (name: string): GoProgram => ({
  ...KUBERNETES,
  name,
  package: `k8s.io/kubernetes/cmd/${name}`,
  flags: `-X k8s.io/component-base/version.gitVersion=${KUBERNETES.version}`,
})

export const PROGRAMS = {
  helm: {
    name: 'helm',
    module: 'helm.sh/helm/v4',
    version: 'v4.3.2',
    package: 'helm.sh/helm/v4/cmd/helm',
    flags: '-X helm.sh/helm/v4/internal/version.version=v4.3.2',
  },
  kubeconform: {
    name: 'kubeconform',
    module: 'github.com/yannh/kubeconform',
    version: 'v0.7.0',
    package: 'github.com/yannh/kubeconform/cmd/kubeconform',
  },
  etcd: {
    name: 'etcd',
    module: 'go.etcd.io/etcd/server/v3',
    version: 'v3.7.3',
    package: 'go.etcd.io/etcd/server/v3',
  },
  sandboxes: {
    name: 'agent-sandbox-controller',
    ...AGENT_SANDBOX,
    package: 'sigs.k8s.io/agent-sandbox/cmd/agent-sandbox-controller',
  },
  kwok: { name: 'kwok', ...KWOK, package: 'sigs.k8s.io/kwok/cmd/kwok' },
  apiserver: kubernetes('kube-apiserver'),
  scheduler: kubernetes('kube-scheduler'),
  controllers: kubernetes('kube-controller-manager'),
} as const satisfies Record<string, GoProgram>

const GO = '/usr/local/go/bin'
const environment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  PATH: `${process.env.PATH}:${GO}`,
  CGO_ENABLED: '0',
  GOFLAGS: '-mod=mod',
})

/** @throws Error that says what is missing */
export const requireGo = async (): Promise<void> => {
  if ((await findMissing(['go'])).length > 0 && !existsSync(path.join(GO, 'go')))
    throw new Error(
      'Go is missing, which builds helm and Kubernetes. Install Go 1.26 or later (https://go.dev/dl).',
    )
}

/** Returns the program's path in `folder`, and builds it there if it is missing. */
export const ensureProgram = async (folder: string, program: GoProgram, report: Report): Promise<string> => {
  const file = path.join(folder, `${program.name}-${program.version}`)
  if (existsSync(file)) return file
  report(`building ${program.name} ${program.version} (minutes, once)`)
  await mkdir(folder, { recursive: true })
  const scratch = await mkdtemp(path.join(tmpdir(), 'gptget-go-'))
  try {
    await writeFile(path.join(scratch, 'go.mod'), await goMod(program, scratch))
    const built = path.join(scratch, program.name)
    const options = { cwd: scratch, env: environment(), timeoutMs: 3_600_000 }
    const linking = `-s -w ${program.flags ?? ''}`.trim()
    await runVisibly(
      ['go', 'build', '-trimpath', '-ldflags', linking, '-o', built, program.package],
      report,
      options,
    )
    await rename(built, `${file}.new`)
    await rename(`${file}.new`, file)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
  return file
}

const goMod = async ({ module, version }: GoProgram, scratch: string): Promise<string> => {
  if (module !== KUBERNETES.module)
    return `module gptget.local/program\n\ngo 1.26.0\n\nrequire ${module} ${version}\n`
  const { GoMod } = await downloadModule(`${KUBERNETES.module}@${KUBERNETES.version}`, scratch)
  return modOfKubernetes(await readFile(GoMod, 'utf8'))
}

/**
 * Converts the go.mod of Kubernetes into that of a program that builds it: replaces its local folders with the
 * published modules.
 */
const modOfKubernetes = (text: string): string => {
  const parts = [...text.matchAll(/^\t(k8s\.io\/[a-z-]+) => \.\/staging/gm)].map(([, name]) => name!)
  const [required] = text.split(/^replace \(/m)
  return [
    required!
      .replace(/^module .*/m, 'module gptget.local/program')
      .replaceAll(/^(\t(k8s\.io\/[a-z-]+) )v0\.0\.0$/gm, `$1${KUBERNETES_PARTS}`),
    `require ${KUBERNETES.module} ${KUBERNETES.version}`,
    ...parts.map((name) => `replace ${name} => ${name} ${KUBERNETES_PARTS}`),
    '',
  ].join('\n')
}

/** Downloads a module. Returns the folder of its files. */
export const downloadModule = async (
  module: string,
  scratch = tmpdir(),
): Promise<{ Dir: string; GoMod: string }> => {
  const env = { ...environment(), GOWORK: 'off' }
  return JSON.parse(
    await run(['go', 'mod', 'download', '-json', module], { cwd: scratch, env, timeoutMs: 600_000 }),
  ) as {
    Dir: string
    GoMod: string
  }
}

export const agentSandboxModule = `${AGENT_SANDBOX.module}@${AGENT_SANDBOX.version}`
export const kwokModule = `${KWOK.module}@${KWOK.version}`
export const kubernetesModule = `${KUBERNETES.module}@${KUBERNETES.version}`
