import { chmod, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** Environment variables by which `global-setup.ts` passes data to the test files. */
export const TEST_RUN_VARIABLES = {
  directory: 'GPTGET_TEST_RUN_DIRECTORY',
  natsUrl: 'GPTGET_TEST_RUN_NATS_URL',
  natsServer: 'GPTGET_TEST_RUN_NATS_SERVER',
  postgresAddress: 'GPTGET_TEST_RUN_POSTGRES_ADDRESS',
} as const

/** Reads such a variable. @throws Error outside a test run */
export const readTestRun = (name: keyof typeof TEST_RUN_VARIABLES): string => {
  const value = process.env[TEST_RUN_VARIABLES[name]]
  if (value) return value
  throw new Error('There are no test servers: run this with the repository’s vitest.config.ts')
}

/** Creates a folder that is deleted after the test run. Postgres's own uid can enter it. */
export const createTestDirectory = async (prefix: string): Promise<string> => {
  const parent = process.env[TEST_RUN_VARIABLES.directory] ?? tmpdir()
  const directory = await mkdtemp(path.join(parent, `${prefix}-`))
  await chmod(directory, 0o755)
  return directory
}
