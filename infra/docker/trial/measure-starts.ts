import { copyFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { SERVICES } from '@gptget/host/services'
import { startOrderOf } from '@gptget/runtime/manifest'
import { REPOSITORY } from '../read-compose.ts'
import type { Deployment } from './deployment.ts'
import type { Engine } from './engine.ts'
import type { Report } from './programs.ts'

export type Start = { service: string; medianMs: number }

const TIMES = 3
const TIMEOUT_MS = 30_000

/** Restarts each service of compose several times, and reports how long each took to become ready. */
export const measureStarts = async (
  engine: Engine,
  { compose, configDirectory }: Deployment,
  report: Report,
): Promise<Start[]> => {
  await copyFile(
    path.join(REPOSITORY, 'infra/compose/config/gptget.yaml'),
    path.join(configDirectory, 'gptget.yaml'),
  )
  const up = ['up', '--no-build', '--pull', 'never', '--detach']
  await compose(...up, '--wait', 'nats', 'postgres', 'object-store')
  await compose(...up, 'database')
  const starts: Start[] = []
  for (const { name } of startOrderOf(SERVICES.filter(({ isBundled }) => isBundled))) {
    await compose(...up, '--no-deps', '--scale', `${name}=1`, name)
    const id = await findContainer(engine, name)
    await untilReady(engine, id)
    const times: Took[] = []
    for (let time = 0; time < TIMES; time++) times.push(await restart(engine, id))
    const medianMs = medianOf(times.map(({ wallMs }) => wallMs))
    const cpuMs = medianOf(times.map((each) => each.cpuMs))
    const all = times.map(({ wallMs }) => wallMs).join(', ')
    report(
      `      ${name.padEnd(13)} ${String(medianMs).padStart(5)} ms  (${all}), of which CPU ${String(cpuMs).padStart(5)} ms`,
    )
    starts.push({ service: name, medianMs })
  }
  return starts
}

const findContainer = async (engine: Engine, service: string): Promise<string> => {
  const listed = await engine.get<{ Id: string; Labels: Record<string, string> }[]>(
    '/v1.41/containers/json?all=true',
  )
  return listed.find(({ Labels }) => Labels['com.docker.compose.service'] === service)!.Id
}

/** From a container's start until `/readyz` answers 200: the time, and the CPU that its processes took. */
type Took = { wallMs: number; cpuMs: number }

const medianOf = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!

const restart = async (engine: Engine, id: string): Promise<Took> => {
  await engine.podman(['stop', '--time', '20', id])
  const startedAtMs = performance.now()
  await engine.post(`/v1.41/containers/${id}/start`)
  await untilReady(engine, id)
  const wallMs = Math.round(performance.now() - startedAtMs)
  const { cpu_stats: cpu } = await engine.get<Stats>(
    `/v1.41/containers/${id}/stats?stream=false&one-shot=true`,
  )
  return { wallMs, cpuMs: Math.round(cpu.cpu_usage.total_usage / 1e6) }
}

/** The CPU in nanoseconds since the start of the container. */
type Stats = { cpu_stats: { cpu_usage: { total_usage: number } } }

type Addresses = { NetworkSettings: { Networks: Record<string, { IPAddress: string }> } }

const untilReady = async (engine: Engine, id: string): Promise<void> => {
  const { NetworkSettings } = await engine.get<Addresses>(`/v1.41/containers/${id}/json`)
  const [network] = Object.values(NetworkSettings.Networks)
  const url = `http://${network!.IPAddress}:8080/readyz`
  const untilMs = performance.now() + TIMEOUT_MS
  for (;;) {
    const status = await fetch(url).then(
      (response) => response.status,
      () => 0,
    )
    if (status === 200) return
    if (performance.now() > untilMs)
      throw new Error(
        `${url} answers ${status} after ${TIMEOUT_MS / 1_000} s:\n${await engine.podman(['logs', '--tail', '5', id])}`,
      )
    await sleep(10)
  }
}
