import { connect, createServer, type Socket } from 'node:net'
import { findFreePort } from '@gptget/embedded-servers/launch'
import type { ServicePlan } from './plan-services.ts'
import { runService, type RunningService, type RunOptions } from './run-service.ts'

const NEVER = new AbortController().signal

/**
 * Runs a service whose process starts with the first connection to its port, and stops after `idleMs` without one, so
 * that it takes no memory while idle. Connections are proxied. If the process does not start, the connection is
 * closed, which the router sees as a failed provider.
 */
export const runOnDemand = (
  plan: ServicePlan,
  { idleMs, ...options }: RunOptions & { idleMs: number },
): RunningService => {
  const { port } = new URL(plan.url)
  let current: Promise<RunningService> | undefined
  let started: RunningService | undefined
  let connections = 0
  let idleTimer: NodeJS.Timeout | undefined

  const start = async (): Promise<RunningService> => {
    started = runService(await atFreePort(plan), options)
    options.onChange()
    await started.ready
    return started
  }
  const stopIdle = async (): Promise<void> => {
    const idle = started
    current = started = undefined
    await idle?.stop(NEVER)
    options.onChange()
  }
  const leave = (): void => {
    connections -= 1
    if (connections === 0) idleTimer = setTimeout(() => void stopIdle(), idleMs).unref()
  }
  const serve = async (socket: Socket): Promise<void> => {
    clearTimeout(idleTimer)
    connections += 1
    socket.once('close', leave)
    try {
      current ??= start()
      join(socket, (await current).plan.url)
    } catch (error) {
      current = started = undefined
      options.terminal.warn(error instanceof Error ? error.message : String(error))
      socket.destroy()
    }
  }

  const server = createServer({ allowHalfOpen: true }, (socket) => void serve(socket))
  const ready = new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(Number(port), '127.0.0.1', resolve)
  })
  return {
    plan,
    ready,
    pid: () => started?.pid(),
    signal: (signal) => started?.signal(signal),
    stop: async (hurry) => {
      clearTimeout(idleTimer)
      server.close()
      await started?.stop(hurry)
    },
  }
}

const atFreePort = async (plan: ServicePlan): Promise<ServicePlan> => {
  const port = String(await findFreePort())
  return { ...plan, url: `http://127.0.0.1:${port}`, env: { ...plan.env, PORT: port } }
}

/** Proxies a connection in both directions, including its end and errors. */
const join = (socket: Socket, url: string): void => {
  const other = connect({ port: Number(new URL(url).port), host: '127.0.0.1', allowHalfOpen: true })
  socket.pipe(other).pipe(socket)
  for (const [one, peer] of [
    [socket, other],
    [other, socket],
  ] as const) {
    one.on('error', () => peer.destroy())
    one.once('close', () => peer.destroy())
  }
}
