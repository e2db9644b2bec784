import { execFile } from 'node:child_process'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { catalogReload } from '@gptget/contracts'
import { startTestNats, type TestServer } from '@gptget/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectBus } from '../src/index.ts'

let nats: TestServer
let certificate: string

/** A self-signed certificate for localhost. */
const makeCertificate = async (directory: string): Promise<void> => {
  await promisify(execFile)(
    'openssl',
    [
      'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=gptget-test',
      '-addext subjectAltName=DNS:localhost -keyout key.pem -out cert.pem',
    ]
      .join(' ')
      .split(' '),
    { cwd: directory },
  )
}

beforeAll(async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'gptget-tls-'))
  await makeCertificate(directory)
  certificate = path.join(directory, 'cert.pem')
  const files = `cert_file: ${JSON.stringify(certificate)}, key_file: ${JSON.stringify(path.join(directory, 'key.pem'))}`
  nats = await startTestNats({ authorization: `tls { ${files} }` })
})
afterAll(() => nats.stop())

/** By name: the client checks an address against the name localhost, even if the certificate contains it. */
const tlsUrl = (): string => `tls://localhost:${nats.port}`
const connect = (url: string) => connectBus({ url, name: 'test', onError: () => {} })

describe('a bus over TLS', () => {
  it('works like any other if the certificate authority is configured', async () => {
    const url = `${tlsUrl()}?ca=${certificate}`
    const [one, other] = await Promise.all([connect(url), connect(url)])
    const heard = new Promise((resolve) => other.on(catalogReload, resolve))
    await other.flush()
    one.emit(catalogReload, {})
    expect(await heard).toEqual({})
    await Promise.all([one.close(), other.close()])
  })

  it('refuses a server whose certificate is signed by an unknown authority', async () => {
    await expect(connect(tlsUrl())).rejects.toThrow(/certificate|self.signed/i)
  })
})
