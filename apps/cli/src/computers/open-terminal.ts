import type { Api } from '../api/api.ts'
import type { Computer } from '../api/types.ts'
import { CliError } from '../cli-error.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'

type Said = { type: 'output'; data: string } | { type: 'exit'; code: number } | { type: 'pong' | 'error' }

/** Connects this terminal to a login shell on a computer. Returns the shell's exit code. */
export const openTerminal = async (context: Context, api: Api, computer: Computer): Promise<number> => {
  if (computer.status !== 'running')
    throw new CliError(`${computer.name} is ${computer.status}.`, {
      advice: `Run \`gptget start ${computer.name}\`.`,
    })
  const { stdin, stdout } = context.terminal
  const query = `cols=${stdout.columns ?? 80}&rows=${stdout.rows ?? 24}`
  const url = `${api.baseUrl.replace(/^http/, 'ws')}/computers/${computer.id}/terminal?${query}`
  // Node's WebSocket accepts headers here, which the standard's types do not know.
  const socket = new WebSocket(url, { headers: { authorization: `Bearer ${api.apiKey}` } } as never)
  await opened(socket, computer)
  const say = (message: object): void => socket.send(JSON.stringify(message))
  const type = (data: Buffer): void => say({ type: 'input', data: data.toString('utf8') })
  const resize = (): void => say({ type: 'resize', cols: stdout.columns, rows: stdout.rows })
  stdin.setRawMode?.(true)
  stdin.on('data', type)
  stdout.on('resize', resize)
  try {
    return await ended(socket, (data) => stdout.write(data))
  } finally {
    stdin.setRawMode?.(false)
    stdin.off('data', type).pause()
    stdout.off('resize', resize)
    socket.close()
  }
}

const opened = (socket: WebSocket, { name }: Computer): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true })
    socket.addEventListener(
      'error',
      () => reject(new CliError(`Could not open a terminal on ${name}.`, { exitCode: EXIT.unreachable })),
      { once: true },
    )
  })

const ended = (socket: WebSocket, show: (data: string) => void): Promise<number> =>
  new Promise((resolve, reject) => {
    socket.addEventListener('message', ({ data }) => {
      const said = JSON.parse(String(data)) as Said
      if (said.type === 'output') show(said.data)
      if (said.type === 'exit') resolve(said.code)
    })
    socket.addEventListener('close', ({ reason }) =>
      reject(new CliError(`The connection to the shell ended${reason ? `: ${reason}` : ''}.`)),
    )
  })
