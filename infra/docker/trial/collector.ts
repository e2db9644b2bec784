import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findFreePort, installAtomically } from '@gptget/embedded-servers'
import { REPOSITORY } from '../read-compose.ts'
import { run, type Report } from './programs.ts'

const SOURCES = path.join(REPOSITORY, 'infra/observability/collector')
const GO = ['go', '/usr/local/go/bin/go']

/** Builds OpenTelemetry's collector from the modules pinned in go.sum, which takes minutes. @throws Error without Go */
export const buildCollector = async (directory: string, report: Report): Promise<string> => {
  const digest = createHash('sha256')
    .update(readFileSync(path.join(SOURCES, 'go.sum')))
    .digest('hex')
  const target = path.join(directory, `collector-${digest.slice(0, 12)}`)
  const program = path.join(target, 'collector')
  if (existsSync(program)) return program
  report('building the OpenTelemetry collector; this takes minutes the first time')
  const go = await findGo()
  await installAtomically(target, async (folder) => {
    await cp(SOURCES, folder, { recursive: true })
    const home = path.join(folder, 'go')
    const env = {
      ...process.env,
      CGO_ENABLED: '0',
      GOPATH: home,
      GOCACHE: `${home}/build`,
      GOFLAGS: '-modcacherw',
    }
    await run([go, 'build', '-o', 'collector', '.'], { cwd: folder, env, timeoutMs: 1_800_000 })
    rmSync(home, { recursive: true, force: true })
  })
  return program
}

const findGo = async (): Promise<string> => {
  for (const go of GO) if (await run([go, 'version']).catch(() => null)) return go
  throw new Error('Building the OpenTelemetry collector needs Go 1.25 or later')
}

type Value = {
  stringValue?: string
  intValue?: string | number
  doubleValue?: number
  arrayValue?: { values: Value[] }
}
type Attributes = { key: string; value: Value }[]
export type Span = {
  name: string
  traceId: string
  spanId: string
  parentSpanId: string
  /** Attributes of the span and of its service, such as `service.name`. */
  attributes: Record<string, unknown>
}

type WireSpan = Omit<Span, 'attributes'> & { attributes: Attributes }
type Export = {
  resourceSpans: { resource: { attributes: Attributes }; scopeSpans: { spans: WireSpan[] }[] }[]
}

export type Collector = {
  /** The value for `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  endpoint: string
  /** The spans that it has forwarded. */
  spans(): readonly Span[]
  stop(): Promise<void>
}

/** Starts the collector, which forwards the spans of the services to this process. */
export const startCollector = async (program: string, directory: string): Promise<Collector> => {
  const spans: Span[] = []
  const backend = createServer(async (request, response) => {
    const body = JSON.parse(Buffer.concat(await Array.fromAsync(request)).toString()) as Export
    spans.push(...spansOf(body))
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  })
  backend.listen(0, '127.0.0.1')
  await once(backend, 'listening')
  const port = await findFreePort()
  const exportTo = `http://127.0.0.1:${(backend.address() as AddressInfo).port}`
  const configuration = {
    receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${port}` } } } },
    exporters: { otlphttp: { endpoint: exportTo, encoding: 'json', compression: 'none' } },
    service: {
      telemetry: { metrics: { level: 'none' } },
      pipelines: { traces: { receivers: ['otlp'], exporters: ['otlphttp'] } },
    },
  }
  const file = path.join(directory, 'collector.json')
  writeFileSync(file, JSON.stringify(configuration))
  const child = spawn(program, ['--config', `file:${file}`], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (bytes: Buffer) => (said = (said + String(bytes)).slice(-4_000)))
  const endpoint = `http://127.0.0.1:${port}`
  while (!(await fetch(endpoint).catch(() => undefined))) {
    if (child.exitCode !== null)
      throw new Error(`The collector did not start (exit ${child.exitCode}):\n${said}`)
    await sleep(100)
  }
  return {
    endpoint,
    spans: () => spans,
    stop: async () => {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
      backend.close()
    },
  }
}

const spansOf = ({ resourceSpans }: Export): Span[] =>
  resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({ ...span, attributes: read([...resource.attributes, ...span.attributes]) })),
    ),
  )

const read = (attributes: Attributes): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, readValue(value)]))

const readValue = ({ stringValue, intValue, doubleValue, arrayValue }: Value): unknown =>
  stringValue ??
  (intValue === undefined ? (doubleValue ?? arrayValue?.values.map(readValue)) : Number(intValue))
