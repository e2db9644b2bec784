import {
  findGoProgram,
  findNatsServer,
  startMailpit,
  startNats,
  startPostgres,
  startStripeMock,
  startVersitygw,
  type EmbeddedServer,
} from '@gptget/embedded-servers'
import { resolveCacheDirectory } from '@gptget/package-files'
import { createTestDirectory, readTestRun, TEST_RUN_VARIABLES } from './test-run.ts'

/** A server of a test's own, which it may kill and start again. It ends with the test file's process at the latest. */
export type TestServer = {
  url: string
  port: number
  /** Resolves with the reason when it ends by itself. */
  readonly crashed: Promise<string>
  stop(): Promise<void>
  /** kill -9 */
  kill(): Promise<void>
  /** Starts it again, on the same port and data; stops it first when it runs. */
  restart(): Promise<void>
}

/** The NATS that all test files of the run share, subjects and streams included. Prefer `startTestNats`. */
export const testNatsUrl = (): string => readTestRun('natsUrl')

/**
 * A NATS with JetStream (about 30 ms), open to everybody unless `authorization` says otherwise. `violations`: what it
 * refused for lack of a permission, as it said.
 */
export const startTestNats = async (
  options: { maxPayloadBytes?: number; authorization?: string; dataDir?: string } = {},
): Promise<TestServer & { violations: readonly string[] }> => {
  const dataDir = options.dataDir ?? (await createTestDirectory('nats'))
  const serverPath =
    process.env[TEST_RUN_VARIABLES.natsServer] ??
    (await findNatsServer({ cacheDir: resolveCacheDirectory(process.env), report: () => {} }))
  const violations: string[] = []
  const log = (line: string): void => {
    if (line.includes('Violation')) violations.push(line)
  }
  const server = await restartable((port) => startNats({ ...options, dataDir, serverPath, port, log }))
  return Object.assign(server, { violations })
}

/** A Postgres cluster (about a second). Most tests want `createTestDatabase`. */
export const startTestPostgres = async (options: { dataDir?: string } = {}): Promise<TestServer> => {
  const dataDir = options.dataDir ?? (await createTestDirectory('postgres'))
  const cacheDir = resolveCacheDirectory(process.env)
  return restartable((port) => startPostgres({ dataDir, cacheDir, fsync: false, auth: 'trust', port }))
}

/** How a test reaches an S3 server of its own. */
export type TestS3 = {
  endpoint: string
  bucket: string
  credentials: { accessKeyId: string; secretAccessKey: string }
}

const findProgram = (name: Parameters<typeof findGoProgram>[0]): Promise<string> => {
  const cacheDir = resolveCacheDirectory(process.env)
  return findGoProgram(name, { cacheDir, report: (line) => process.stderr.write(`${line}\n`) })
}

/** A mail server that keeps what it gets: `smtpUrl` takes mails, `url` is its API (the first is built, as S3's is). */
export const startTestMail = async (): Promise<Awaited<ReturnType<typeof startMailpit>>> =>
  startMailpit({ dataDir: await createTestDirectory('mail'), serverPath: await findProgram('mailpit') })

/** Stripe's mock of its API (the first is built, as S3's is). */
export const startTestStripe = async (): Promise<EmbeddedServer> =>
  startStripeMock({
    dataDir: await createTestDirectory('stripe'),
    serverPath: await findProgram('stripe-mock'),
  })

/** An S3 server with one empty bucket (about a second; the first on a machine is built, which takes minutes). */
export const startTestS3 = async (): Promise<TestServer & { s3: TestS3 }> => {
  const serverPath = await findProgram('versitygw')
  const credentials = { accessKeyId: 'test-key', secretAccessKey: 'test-secret' }
  const bucket = 'media'
  const dataDir = await createTestDirectory('s3')
  const server = await restartable((port) =>
    startVersitygw({ dataDir, serverPath, bucket, ...credentials, ...(port === undefined ? {} : { port }) }),
  )
  return Object.assign(server, { s3: { endpoint: server.url, bucket, credentials } })
}

const restartable = async (start: (port?: number) => Promise<EmbeddedServer>): Promise<TestServer> => {
  let server = await start()
  const { url, port } = server
  return {
    url,
    port,
    get crashed() {
      return server.crashed
    },
    stop: () => server.stop(),
    kill: () => server.kill(),
    restart: async () => {
      await server.stop()
      server = await start(port)
    },
  }
}
