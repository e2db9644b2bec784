import { CliError } from '../cli-error.ts'
import { EXIT } from '../exit-codes.ts'

type Envelope = { error?: { message?: string; error_type?: string; param?: string } }

const EXIT_BY_STATUS: Record<number, number> = {
  400: EXIT.misused,
  401: EXIT.notAllowed,
  402: EXIT.noCredit,
  403: EXIT.notAllowed,
  404: EXIT.notFound,
  429: EXIT.limited,
}

/** An error response of the server: its message, its request id, and advice. Sets the exit code by the status. */
export class ApiError extends CliError {
  override name = 'ApiError'
  readonly status: number
  readonly type: string | undefined

  constructor(status: number, text: string, headers: Headers, keySource: string) {
    const { error } = readEnvelope(text)
    const requestId = headers.get('x-request-id')
    const message = error?.message ?? `The server answered ${status}.`
    super(requestId === null ? message : `${message} (${status}, request ${requestId})`, {
      exitCode: EXIT_BY_STATUS[status] ?? EXIT.failed,
      ...adviceOf(status, message, headers, keySource),
    })
    this.status = status
    this.type = error?.error_type
  }
}

const readEnvelope = (text: string): Envelope => {
  try {
    return JSON.parse(text) as Envelope
  } catch {
    // Not from the gateway, perhaps an HTML page of a proxy. The message then only has the status.
    return {}
  }
}

const adviceOf = (
  status: number,
  message: string,
  headers: Headers,
  keySource: string,
): { advice?: string } => {
  const retryAfter = headers.get('retry-after')
  if (status === 401)
    return {
      advice: `The key came from ${keySource}. Run \`gptget login\`, or set GPTGET_API_KEY to another one.`,
    }
  if (status === 402) return { advice: '`gptget credits` shows your balance. Add credit in the console.' }
  if (status === 403 && message.includes('management key'))
    return {
      advice:
        'An operator creates one (`npm run admin -- keys create --account … --manage`). Set GPTGET_API_KEY to it. ' +
        'You can also manage your own keys in the console, under "API keys".',
    }
  if (status === 403) return { advice: '`gptget whoami` shows the rights of this key.' }
  if (status === 429 && retryAfter !== null) return { advice: `Try again in ${retryAfter} seconds.` }
  if (status >= 500) return { advice: 'It is safe to try again. `gptget doctor` looks for the cause.' }
  return {}
}

/** The error for a request that got no response. */
export const unreachable = (baseUrl: string, cause: unknown): CliError =>
  new CliError(`${baseUrl} cannot be reached: ${reasonOf(cause)}.`, {
    exitCode: EXIT.unreachable,
    advice:
      'Is the server running (`npm start`), and is GPTGET_BASE_URL right? `gptget doctor` looks for the cause.',
    cause,
  })

/** Describes why a `fetch` failed, without a full stop. */
export const reasonOf = (error: unknown): string => {
  const { cause, message } = error as { cause?: { code?: string; message?: string }; message: string }
  return REASONS[cause?.code ?? ''] ?? (cause?.message || message)
}

const REASONS: Record<string, string> = {
  ECONNREFUSED: 'no server is listening there',
  ENOTFOUND: 'the host does not exist',
  EAI_AGAIN: 'the host could not be looked up',
  ECONNRESET: 'the connection was lost',
  UND_ERR_SOCKET: 'the connection was lost',
  UND_ERR_CONNECT_TIMEOUT: 'it did not answer in time',
}
