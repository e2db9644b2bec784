import { spawn } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findFreePort } from '@gptget/embedded-servers'
import { z } from 'zod'
import { unpackDebian } from './debian-packages.ts'

/** Unpacks Debian's Prometheus into the folder of the trials. Returns the paths of its programs. */
export const fetchPrometheus = async (
  directory: string,
): Promise<{ prometheus: string; promtool: string }> => {
  const folder = path.join(directory, 'prometheus')
  await unpackDebian(folder, ['prometheus'])
  return {
    prometheus: path.join(folder, 'usr/bin/prometheus'),
    promtool: path.join(folder, 'usr/bin/promtool'),
  }
}

const answer = z.object({
  status: z.literal('success'),
  data: z.object({
    result: z.array(
      z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) }),
    ),
  }),
})
export type Sample = z.output<typeof answer>['data']['result'][number]

const rangeAnswer = z.object({
  status: z.literal('success'),
  data: z.object({
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
        values: z.array(z.tuple([z.number(), z.string()])),
      }),
    ),
  }),
})
type Series = z.output<typeof rangeAnswer>['data']['result'][number]

export type Prometheus = {
  query(expression: string): Promise<Sample[]>
  /** The values of the last seconds, one for each second. */
  queryRange(expression: string, seconds: number): Promise<Series[]>
  stop(): Promise<void>
}

/** Starts Prometheus with our alerts. It scrapes the targets every second. */
export const startPrometheus = async (
  program: string,
  options: { directory: string; rulesFile: string; targets: readonly string[] },
): Promise<Prometheus> => {
  const { directory, rulesFile, targets } = options
  const port = await findFreePort()
  const configuration = {
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: [rulesFile],
    scrape_configs: [{ job_name: 'gptget', static_configs: [{ targets }] }],
  }
  const file = path.join(directory, 'trial.json')
  writeFileSync(file, JSON.stringify(configuration))
  const data = path.join(directory, 'prometheus-data')
  rmSync(data, { recursive: true, force: true })
  const child = spawn(
    program,
    [`--config.file=${file}`, `--storage.tsdb.path=${data}`, `--web.listen-address=127.0.0.1:${port}`],
    { stdio: 'ignore' },
  )
  const ended = new Promise((resolve) => child.once('close', resolve))
  const url = `http://127.0.0.1:${port}`
  while (!(await fetch(`${url}/-/ready`).catch(() => undefined))?.ok) {
    if (child.exitCode !== null) throw new Error(`Prometheus did not start (exit ${child.exitCode})`)
    await sleep(100)
  }
  const ask = async (path: string, parameters: Record<string, string>): Promise<unknown> => {
    const response = await fetch(`${url}/api/v1/${path}?${new URLSearchParams(parameters)}`)
    if (!response.ok) throw new Error(`${parameters['query']}\n${await response.text()}`)
    return response.json()
  }
  return {
    query: async (expression) => answer.parse(await ask('query', { query: expression })).data.result,
    queryRange: async (expression, seconds) => {
      const end = Math.floor(Date.now() / 1_000)
      const range = { start: `${end - seconds}`, end: `${end}`, step: '1' }
      return rangeAnswer.parse(await ask('query_range', { query: expression, ...range })).data.result
    },
    stop: async () => {
      child.kill('SIGTERM')
      await ended
      rmSync(data, { recursive: true, force: true })
    },
  }
}
