import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { EmbeddedServer } from '../embedded-server.ts'
import { launchUntilReady } from '../launch-until-ready.ts'
import { spawnBound } from '../spawn-bound.ts'

export type S3Options = {
  dataDir: string
  /** From `findGoProgram`. */
  serverPath: string
  /** Exists from the start. */
  bucket: string
  accessKeyId: string
  secretAccessKey: string
  port?: number
}

const STOP_TIMEOUT_MS = 10_000

/**
 * Starts an S3 server on loopback, its objects as files in `dataDir`, and resolves when it is ready.
 * @throws Error with the server's last lines if it does not start
 */
export const startVersitygw = async (options: S3Options): Promise<EmbeddedServer> => {
  const dataDirectory = path.resolve(options.dataDir)
  const objects = path.join(dataDirectory, 'objects')
  // Not every file system has extended attributes, so metadata is stored in files beside the objects.
  const metadata = path.join(dataDirectory, 'metadata')
  await Promise.all(
    [path.join(objects, options.bucket), metadata].map((folder) => mkdir(folder, { recursive: true })),
  )
  const spawn = (port: number, onLine: (line: string) => void) =>
    spawnBound(options.serverPath, ['--port', `127.0.0.1:${port}`, 'posix', '--sidecar', metadata, objects], {
      stopSignal: 'TERM',
      runAs: {},
      env: {
        PATH: process.env.PATH,
        HOME: dataDirectory,
        ROOT_ACCESS_KEY: options.accessKeyId,
        ROOT_SECRET_KEY: options.secretAccessKey,
      },
      cwd: dataDirectory,
      onLine,
    })
  return launchUntilReady({
    name: 'versitygw',
    spawn,
    urlOf: (port) => `http://127.0.0.1:${port}`,
    readyText: '127.0.0.1:',
    passing: /address already in use/,
    port: options.port,
    log: undefined,
    stopTimeoutMs: STOP_TIMEOUT_MS,
  })
}
