import { DEFAULT_DIALECT, type Dialect } from '@gptget/contracts'
import { errorHeaders, type PublicError } from '@gptget/errors'
import { ERROR_FORMS } from '@gptget/protocol'
import type { Duplex } from 'node:stream'

/** Before the upgrade, a failure is an HTTP answer, written by hand: no server would write its body. */
export const refuseUpgrade = (
  socket: Duplex,
  error: PublicError,
  dialect: Dialect = DEFAULT_DIALECT,
): void => {
  socket.on('error', () => {})
  const body = JSON.stringify(ERROR_FORMS[dialect].body(error))
  const headers = {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
    ...errorHeaders(error),
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  socket.end([`HTTP/1.1 ${error.status} Refused`, ...lines, '', body].join('\r\n'))
}
