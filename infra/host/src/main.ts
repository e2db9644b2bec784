import { runMain } from '@gptget/runtime'
import { HOSTED, parseServices } from './services.ts'
import { startHost } from './start-host.ts'

const HELP = `node infra/host/src/main.ts SERVICES

Runs several services in one process: what they say to each other stays in memory. With edge-gateway,router a request
does not travel through NATS. Each reads the variables that it reads apart. PORT is that of the first named; the others
have their own (ROUTER_PORT, TASKS_WORKER_PORT, ...), else a free one.

  SERVICES   a list with commas between, of ${HOSTED.map(({ name }) => name).join(', ')}
`

const run = (argument: string | undefined): void => {
  if (argument === '--help' || argument === '-h') return void process.stdout.write(HELP)
  try {
    const services = parseServices(argument ?? '')
    const name = services.map((service) => service.name).join('+')
    const load = () => Promise.all(services.map((service) => service.load?.()))
    runMain(name, (env, logger) => startHost(services, env, logger), load)
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${HELP}`)
    process.exitCode = 1
  }
}

run(process.argv[2])
