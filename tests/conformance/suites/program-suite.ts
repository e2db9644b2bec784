import { cp, rm } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { transcript, type UpstreamDialect } from '@gptget/testkit'
import { z } from 'zod'
import { humOf } from '../../platform/sounds.ts'
import { scriptSound } from '../../realtime/cascade-platform.ts'
import { readCoderRequest, refusalOf } from './coder-request.ts'
import { runProgram } from './run-program.ts'
import { dialectOfPath, type SuiteWorld } from './start-world.ts'
import type { Check, Packages, Suite } from './suite.ts'

const CHECKS_FOLDER = fileURLToPath(new URL('./checks', import.meta.url))
const PROGRAM_TIMEOUT_MS = 300_000

const lineSchema = z.object({
  check: z.string(),
  upstream: z.string().optional(),
  failure: z.string().optional(),
})

/**
 * A suite that runs a program from `checks/`, which uses an external package and prints a line of JSON for each check.
 */
export const programSuite = ({
  program,
  ...suite
}: Omit<Suite, 'run' | 'packages'> & { packages: Packages; program: string }): Suite => ({
  ...suite,
  run: async (world, installed) => {
    scriptLoops(world)
    const folder = path.join(installed, 'checks')
    await cp(CHECKS_FOLDER, folder, { recursive: true })
    try {
      return await runChecks(world, installed, path.join(folder, program))
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
})

const runChecks = async (world: SuiteWorld, installed: string, program: string): Promise<Check[]> => {
  const command = program.endsWith('.py') ? path.join(installed, 'bin/python') : process.execPath
  const { code, output } = await runProgram(command, [program], {
    cwd: installed,
    timeoutMs: PROGRAM_TIMEOUT_MS,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: installed,
      PYTHONDONTWRITEBYTECODE: '1',
      GPTGET_ORIGIN: world.origin,
      GPTGET_API_KEY: world.apiKey,
    },
  })
  const lines = output.split('\n').filter((line) => line.startsWith('{"check"'))
  if (code !== 0 || lines.length === 0)
    throw new Error(`${path.basename(program)} ended with ${code}:\n${output.slice(-3_000)}`)
  return lines.map((line) => {
    const { check, upstream, failure } = lineSchema.parse(JSON.parse(line))
    return {
      name: check,
      ...(upstream === undefined ? {} : { upstream: upstream as UpstreamDialect }),
      ...(failure === undefined ? {} : { failure }),
    }
  })
}

const CALLS = transcript({
  reasoning: ['Let', ' me', ' think', '…'],
  toolCalls: [{ id: 'call_up_1', name: 'get_weather', argumentPieces: ['{"city":"Paris",', '"unit":"c"}'] }],
})

/** A model that calls its tool, requires its signature back, and answers the result. */
const scriptLoops = ({ upstream }: SuiteWorld): void => {
  upstream.clear()
  scriptSound(upstream, humOf(1).subarray(0, 24_000), 'Hello there.')
  upstream.script({
    match: { model: 'scripted:reasoned-tools' },
    choose: ({ path: asked, json }) => {
      const dialect = dialectOfPath(asked)
      const { resultCount, seals } = readCoderRequest(dialect, json)
      const isUnsigned = resultCount > 0 && seals.length === 0 && dialect !== 'openai-chat'
      const refusal = isUnsigned ? 'the reasoning came without its signature' : refusalOf(dialect, json)
      if (refusal !== undefined) return { faults: [{ kind: 'status', status: 400, message: refusal }] }
      return { transcript: resultCount === 0 ? CALLS : transcript() }
    },
  })
}
