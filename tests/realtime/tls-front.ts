import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { connect, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pipeline } from 'node:stream'
import { createServer } from 'node:tls'
import { promisify } from 'node:util'

/**
 * TLS in front of a platform, like a load balancer. The `openai` package uses `wss` for every base URL.
 */
export const startTlsFront = async (behind: string): Promise<{ baseUrl: string; stop(): Promise<void> }> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'gptget-tls-'))
  const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')]
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '1']
  await promisify(execFile)('openssl', [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    key,
    '-out',
    cert,
    ...subject,
  ])
  const { hostname, port } = new URL(behind)
  const server = createServer({ key: await readFile(key), cert: await readFile(cert) }, (socket) => {
    const other = connect(Number(port), hostname)
    pipeline(socket, other, socket, () => {})
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    baseUrl: `https://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    stop: async () => {
      server.close()
      await rm(folder, { recursive: true })
    },
  }
}
