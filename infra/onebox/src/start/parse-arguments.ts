import { HOSTED, SERVICES, serviceNamed, type HostedName } from '@gptget/host/services'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { metricsPortVariable } from './service-ports.ts'

const SERVICE_NAMES = HOSTED.map(({ name }) => name)
/** Services that can have several processes. */
const REPLICATED_NAMES = HOSTED.filter(({ sharesProcessWith }) => !sharesProcessWith).map(({ name }) => name)

export type StartOptions = {
  /** The port of the first edge; further edges use the next ports. */
  port: number
  dataDirectory: string
  /** The operator's YAML file. */
  configurationFile: string | undefined
  replicas: Record<HostedName, number>
  /**
   * The services that share a process, with the edge first if it is one of them. By default all, unless several
   * processes are requested. Empty: each has its own.
   */
  colocated: HostedName[]
}
export type StartArguments =
  | { kind: 'start'; options: StartOptions }
  | { kind: 'help' }
  | { kind: 'invalid'; reason: string }

const DEFAULT_PORT = 8080
const MOST_REPLICAS = 16

/** Parses the arguments and variables of `npm start`. Relative paths start in the folder where npm was called. */
export const parseStartArguments = (
  argv: string[],
  env: NodeJS.ProcessEnv,
  repository: string,
): StartArguments => {
  try {
    const { values } = parseArgs({
      args: argv,
      options: {
        port: { type: 'string' },
        config: { type: 'string' },
        replicas: { type: 'string' },
        colocate: { type: 'string' },
        apart: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    })
    if (values.help) return { kind: 'help' }
    const from = env.INIT_CWD ?? repository
    const replicas = parseReplicas(values.replicas)
    return {
      kind: 'start',
      options: {
        port: parsePort(values.port ?? env.GPTGET_PORT, replicas['edge-gateway']),
        dataDirectory: env.GPTGET_DATA_DIR
          ? path.resolve(from, env.GPTGET_DATA_DIR)
          : path.join(repository, '.gptget'),
        configurationFile: parseConfigurationFile(values.config ?? env.GPTGET_CONFIG, from),
        replicas,
        colocated: parseColocated({ ...values, colocate: values.colocate ?? env.GPTGET_COLOCATE }),
      },
    }
  } catch (error) {
    return { kind: 'invalid', reason: error instanceof Error ? error.message : String(error) }
  }
}

const parsePort = (text: string | undefined, edgeCount: number): number => {
  if (!text) return DEFAULT_PORT
  const port = Number(text)
  if (Number.isInteger(port) && port >= 1 && port + edgeCount - 1 <= 65_535) return port
  throw new Error(`The port must be a number from 1 to 65535, not ${JSON.stringify(text)}`)
}

const parseConfigurationFile = (text: string | undefined, from: string): string | undefined => {
  if (!text) return undefined
  const file = path.resolve(from, text)
  if (!existsSync(file)) throw new Error(`There is no configuration file ${file}`)
  return file
}

const parseReplicas = (text: string | undefined): Record<HostedName, number> => {
  const replicas: Record<HostedName, number> = Object.fromEntries(
    SERVICE_NAMES.map((service) => [service, 1]),
  ) as Record<HostedName, number>
  for (const part of text ? text.split(',') : []) {
    const [name = '', amount = ''] = part.trim().split('=')
    const service = REPLICATED_NAMES.find((known) => known === name)
    const count = Number(amount)
    if (service === undefined || !Number.isInteger(count) || count < 1 || count > MOST_REPLICAS) {
      throw new Error(
        `--replicas takes service=count with a count of 1 to ${MOST_REPLICAS}, ` +
          `as edge-gateway=2,router=2 (${REPLICATED_NAMES.join(', ')}), not ${JSON.stringify(part)}`,
      )
    }
    replicas[service] = count
  }
  return replicas
}

type Shape = { colocate?: string; apart?: boolean; replicas?: string }

/** The services that share a process. A request for several processes of a service separates all by default. */
const parseColocated = ({ colocate, apart, replicas }: Shape): HostedName[] => {
  if (colocate && apart) throw new Error('--apart and --colocate exclude each other. Give one of them.')
  if (colocate) return edgeFirst(parseServiceList(colocate))
  return apart || replicas ? [] : edgeFirst(SERVICE_NAMES)
}

const parseServiceList = (text: string): HostedName[] => {
  const names = new Set(text.split(',').map((name) => name.trim()))
  const services = SERVICE_NAMES.filter((service) => names.has(service))
  if (services.length === names.size && names.size > 1) return services
  throw new Error(
    `--colocate takes two services or more, as edge-gateway,router (${SERVICE_NAMES.join(', ')}), ` +
      `not ${JSON.stringify(text)}`,
  )
}

/** Puts the edge first, because the first service gets the port of the process. */
const edgeFirst = (services: readonly HostedName[]): HostedName[] =>
  services.toSorted((one, other) => Number(isPublic(other)) - Number(isPublic(one)))

const isPublic = (name: HostedName): boolean => serviceNamed(name).isPublic === true

/** The help for the variables of metrics ports, with a line for each service. */
const metricsPortsHelp = (): string =>
  SERVICES.map(
    (service) =>
      `  ${metricsPortVariable(service.name)}`.padEnd(29) +
      `Where ${service.name} has its metrics (default ${service.metricsPortOffset} above --port)`,
  ).join('\n')

export const START_HELP = `npm start -- [options]

  --port N            Port of the API (GPTGET_PORT; default ${DEFAULT_PORT})
  --config FILE       Providers, models and prices, in YAML (GPTGET_CONFIG)
  --apart             Each service in a process of its own. Without it all services share one, which takes half the
                      memory, and only the local model has its own.
  --replicas LIST     More processes of a service: edge-gateway=2,router=2. Each edge takes the next port.
                      Implies --apart, unless --colocate says what stays together.
  --colocate LIST     Only these services share a process (GPTGET_COLOCATE): edge-gateway,router answer sooner
                      together. They have as many processes as --replicas gives the first of them.
  --help              This text

Variables
  GPTGET_DATA_DIR     Where everything is kept (default .gptget in this folder)
  GPTGET_CACHE_DIR    Where downloads are kept
${metricsPortsHelp()}
  DATABASE_URL        A Postgres of yours instead of the embedded one
  GPTGET_NATS_URL     A NATS with JetStream of yours instead of the embedded one
  NATS_SERVER_BIN     The nats-server to run
  LOCAL_GGUF          A GGUF file to serve as the local model
  OPENAI_API_KEY, ANTHROPIC_API_KEY, GEMINI_API_KEY and the like make their providers available;
  an Ollama at OLLAMA_HOST or 127.0.0.1:11434 is found by itself.
`
