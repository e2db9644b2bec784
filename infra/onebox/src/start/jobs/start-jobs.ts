import { fork } from 'node:child_process'
import path from 'node:path'
import type { Jobs, Report } from './jobs.ts'
import type { JobFailure, JobMessage, JobRequest } from './protocol.ts'

/** The process for work that needs large libraries. */
export type JobProcess = {
  /** @throws the job's error, or Error if its process ended */
  call<Name extends keyof Jobs>(
    name: Name,
    input: Parameters<Jobs[Name]>[0],
    report?: Report,
  ): Promise<Awaited<ReturnType<Jobs[Name]>>>
  end(): void
}

type Waiting = { resolve(output: never): void; reject(error: Error): void; report: Report | undefined }

/** Starts the process in its own group, so that only this process gets Ctrl-C from the terminal. */
export const startJobs = (env: NodeJS.ProcessEnv): JobProcess => {
  const bundle = env.GPTGET_BUNDLE
  const program = bundle ? path.join(bundle, 'start-jobs.mjs') : path.join(import.meta.dirname, 'main.ts')
  const child = fork(program, [], {
    env: bundle ? { ...env, NODE_COMPILE_CACHE: path.join(bundle, 'compiled') } : env,
    execArgv: [],
    detached: true,
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const waiting = new Map<number, Waiting>()
  let lastId = 0

  child.on('message', (message: JobMessage) => {
    const job = waiting.get(message.id)
    if (message.kind === 'report') return job?.report?.(message.line)
    waiting.delete(message.id)
    if (message.kind === 'done') job?.resolve(message.output as never)
    else job?.reject(errorOf(message.error))
  })
  child.once('exit', (code, signal) => {
    const reason = new Error(
      `The process that prepares a start ended unexpectedly (${signal ?? `exit ${code}`})`,
    )
    for (const { reject } of waiting.values()) reject(reason)
  })
  child.once('error', (error) => {
    for (const { reject } of waiting.values()) reject(error)
  })

  return {
    call: (name, input, report) =>
      new Promise((resolve, reject) => {
        const request: JobRequest = { id: ++lastId, name, input }
        waiting.set(request.id, { resolve, reject, report })
        child.send(request)
      }),
    end: () => {
      if (child.connected) child.disconnect()
    },
  }
}

/** Runs one job in its own process. */
export const runJob = async <Name extends keyof Jobs>(
  env: NodeJS.ProcessEnv,
  name: Name,
  input: Parameters<Jobs[Name]>[0],
): Promise<Awaited<ReturnType<Jobs[Name]>>> => {
  const jobs = startJobs(env)
  try {
    return await jobs.call(name, input)
  } finally {
    jobs.end()
  }
}

const errorOf = ({ message, ...details }: JobFailure): Error => Object.assign(new Error(message), details)
