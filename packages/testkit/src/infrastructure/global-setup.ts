import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { findNatsServer, startNats, startPostgres, type EmbeddedServer } from '@gptget/embedded-servers'
import { resolveCacheDirectory } from '@gptget/package-files'
import { createTestDirectory, TEST_RUN_VARIABLES } from './test-run.ts'

/** Vitest's global set-up: one NATS and one Postgres for all test files of a run. */
const setUp = async (): Promise<() => Promise<void>> => {
  const directory = await createTestDirectory('gptget-test')
  process.env[TEST_RUN_VARIABLES.directory] = directory
  const serverPath = await findNatsServer({
    cacheDir: resolveCacheDirectory(process.env),
    report: (line) => process.stderr.write(`${line}\n`),
  })
  const nats = await startNats({ dataDir: `${directory}/nats`, serverPath })
  const postgres = await offerPostgres(`${directory}/postgres`)
  process.env[TEST_RUN_VARIABLES.natsServer] = serverPath
  process.env[TEST_RUN_VARIABLES.natsUrl] = nats.url
  process.env[TEST_RUN_VARIABLES.postgresAddress] = postgres.address
  return async () => {
    await Promise.all([nats.stop(), postgres.stop()])
    await rm(directory, { recursive: true, force: true })
  }
}

/** Starts Postgres (one second) when the first test file needs it; many runs need none. */
const offerPostgres = async (dataDir: string): Promise<{ address: string; stop(): Promise<void> }> => {
  let started: Promise<EmbeddedServer> | undefined
  const server = createServer((_request, response) => {
    const cacheDir = resolveCacheDirectory(process.env)
    started ??= startPostgres({ dataDir, cacheDir, fsync: false, auth: 'trust' })
    started.then(
      (postgres) => response.end(postgres.url),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const stop = async () => {
    server.closeAllConnections()
    server.close()
    if (started) await (await started).stop()
  }
  return { address: `http://127.0.0.1:${port}`, stop }
}

export default setUp
