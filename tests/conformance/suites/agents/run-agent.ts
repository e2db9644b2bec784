import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { RecordedRequest, UpstreamDialect } from '@gptget/testkit'
import { UPSTREAMS } from '../../outcomes.ts'
import { coderRule, LAST_WORD } from '../coder.ts'
import { readCoderRequest } from '../coder-request.ts'
import { runProgram } from '../run-program.ts'
import { modelFor, type SuiteWorld } from '../start-world.ts'
import { failed, type Check, type Suite } from '../suite.ts'
import type { Agent, AgentContext } from './agent.ts'

const AGENT_TIMEOUT_MS = 120_000
const PROMPT = 'Change the word world to gateway in the file greeting.txt, then say that it is done.'
const BEFORE = 'hello world\n'
const AFTER = 'hello gateway\n'

/** An agent as a suite: it changes a file with a model of every dialect. */
export const agentSuite = (agent: Agent): Suite => ({
  name: agent.name,
  title: agent.title,
  packages: { registry: agent.registry, pins: [agent.pin] },
  shows: `changes a file, over ${agent.speaks}`,
  run: async (world, installed) => {
    const checks: Check[] = []
    for (const upstream of UPSTREAMS) checks.push(await checkAgent(agent, world, installed, upstream))
    return checks
  },
})

const checkAgent = async (
  agent: Agent,
  world: SuiteWorld,
  installed: string,
  upstream: UpstreamDialect,
): Promise<Check> => {
  const { TMPDIR = '/var/tmp' } = process.env
  // Not the usual folder for temporary files, because Codex refuses to have its home there.
  const directory = await mkdtemp(path.join(TMPDIR === '/tmp' ? '/var/tmp' : TMPDIR, 'gptget-agent-'))
  await chmod(directory, 0o755)
  try {
    const failure = await edit(agent, world, { installed, directory, upstream })
    return failure === undefined ? { name: 'edit', upstream } : failed('edit', failure, upstream)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

type Place = { installed: string; directory: string; upstream: UpstreamDialect }

/** Lets the agent change the file. Returns what went wrong. */
const edit = async (
  agent: Agent,
  { origin, apiKey, upstream: provider }: SuiteWorld,
  { installed, directory, upstream }: Place,
): Promise<string | undefined> => {
  const [home, workspace] = [path.join(directory, 'home'), path.join(directory, 'work')]
  const context = { installed, home, workspace, origin, apiKey, model: modelFor(upstream) }
  const file = path.join(workspace, 'greeting.txt')
  const launch = agent.launch(context, PROMPT)
  await writeFiles(home, launch.homeFiles ?? {})
  await writeFiles(workspace, { 'greeting.txt': BEFORE })
  const part = agent.part(file)
  provider.clear()
  provider.script(coderRule(part, () => upstream))
  const { code, output } = await runProgram(launch.program, launch.args, {
    cwd: workspace,
    timeoutMs: AGENT_TIMEOUT_MS,
    env: environment(context, launch.env ?? {}),
  })
  const told = `${output.slice(-2_000)}\n${refusalsIn(provider.requests(), upstream)}`
  if (code !== 0) return `ended with ${code === null ? 'nothing, it was ended' : code}: ${told}`
  const content = await readFile(file, 'utf8')
  if (content !== AFTER) return `the file holds ${JSON.stringify(content)}: ${told}`
  if ('edit' in part) return undefined
  if (!output.includes(LAST_WORD)) return `the last word was not shown: ${told}`
  return faultOf(agent, part.moves.length, provider.requests(), upstream, told)
}

/** Checks the last request to the provider: every result, and its signatures. */
const faultOf = (
  { keepsThoughts }: Agent,
  moveCount: number,
  requests: RecordedRequest[],
  upstream: UpstreamDialect,
  told: string,
): string | undefined => {
  const read = requests.map(({ json }) => readCoderRequest(upstream, json))
  const last = read.toSorted((a, b) => b.resultCount - a.resultCount)[0]
  if (last?.resultCount !== moveCount) return `the provider saw ${last?.resultCount} results: ${told}`
  const isUnsigned = keepsThoughts && upstream !== 'openai-chat' && last.seals.length < moveCount
  return isUnsigned ? `of ${moveCount} thoughts ${last.seals.length} came back signed: ${told}` : undefined
}

const writeFiles = async (directory: string, files: Record<string, string>): Promise<void> => {
  await mkdir(directory, { recursive: true })
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(directory, name)
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, content)
  }
}

const environment = ({ home }: AgentContext, own: Record<string, string>): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: home,
  LANG: 'C.UTF-8',
  TERM: 'dumb',
  CI: 'true',
  NO_COLOR: '1',
  ...own,
})

/** The requests to the provider, to debug a failure. */
const refusalsIn = (requests: RecordedRequest[], upstream: UpstreamDialect): string =>
  requests
    .map(({ path: asked, json }) => {
      const { tools, calls, results } = readCoderRequest(upstream, json)
      return `  ${asked}: ${tools.length} tools, ${calls.length} calls, ${results.length} results`
    })
    .join('\n')
