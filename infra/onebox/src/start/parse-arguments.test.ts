import { HOSTED } from '@gptget/host/services'
import { describe, expect, it } from 'vitest'
import { parseStartArguments, type StartOptions } from './parse-arguments.ts'

const parse = (argv: string[], env: NodeJS.ProcessEnv = {}) =>
  parseStartArguments(argv, env, import.meta.dirname)
const oneOfEach = Object.fromEntries(HOSTED.map(({ name }) => [name, 1]))
const optionsOf = (argv: string[], env: NodeJS.ProcessEnv = {}): StartOptions => {
  const parsed = parse(argv, env)
  if (parsed.kind !== 'start') throw new Error(JSON.stringify(parsed))
  return parsed.options
}

describe('parseStartArguments', () => {
  it('starts one of each service in one process on port 8080 by default', () => {
    expect(optionsOf([])).toEqual({
      port: 8080,
      dataDirectory: `${import.meta.dirname}/.gptget`,
      configurationFile: undefined,
      replicas: oneOfEach,
      colocated: [
        'edge-gateway',
        ...HOSTED.map(({ name }) => name).filter((name) => name !== 'edge-gateway'),
      ],
    })
  })

  it('prefers the command line to the environment', () => {
    const env = { GPTGET_PORT: '9000', GPTGET_CONFIG: 'missing.yaml', INIT_CWD: import.meta.dirname }
    const options = optionsOf(['--port', '9001', '--config', 'parse-arguments.ts'], env)
    expect(options.port).toBe(9001)
    expect(options.configurationFile).toBe(`${import.meta.dirname}/parse-arguments.ts`)
  })

  it('resolves relative folders from the folder where npm was called', () => {
    expect(optionsOf([], { GPTGET_DATA_DIR: 'state', INIT_CWD: '/somewhere' }).dataDirectory).toBe(
      '/somewhere/state',
    )
  })

  it('runs the requested number of processes of a service', () => {
    expect(optionsOf(['--replicas', 'edge-gateway=2,router=3']).replicas).toEqual({
      ...oneOfEach,
      'edge-gateway': 2,
      router: 3,
    })
  })

  it.each([
    [['--apart'], []],
    [['--replicas', 'router=2'], []],
    [
      ['--colocate', 'router,edge-gateway'],
      ['edge-gateway', 'router'],
    ],
    [
      ['--replicas', 'router=2', '--colocate', 'router,edge-gateway'],
      ['edge-gateway', 'router'],
    ],
  ])('puts the services of %j into one process', (argv, colocated) => {
    expect(optionsOf(argv).colocated).toEqual(colocated)
  })

  it.each([
    [['--port', 'http'], /port must be a number/],
    [['--port', '65535', '--replicas', 'edge-gateway=2'], /port must be a number/],
    [['--replicas', 'local-model=2'], /local-model=2/],
    [['--replicas', 'docs=2'], /docs=2/],
    [['--replicas', 'router=0'], /router=0/],
    [['--replicas', 'router'], /service=count/],
    [['--colocate', 'router'], /two services or more/],
    [['--colocate', 'edge-gateway,admin'], /edge-gateway,admin/],
    [['--apart', '--colocate', 'edge-gateway,router'], /exclude each other/],
    [['--config', 'nowhere.yaml'], /no configuration file .*nowhere\.yaml/],
    [['--prot', '1'], /--prot/],
    [['8080'], /8080/],
  ])('refuses %j with a reason', (argv, reason) => {
    const parsed = parse(argv)
    expect(parsed.kind).toBe('invalid')
    expect(parsed.kind === 'invalid' && parsed.reason).toMatch(reason)
  })

  it('shows the help even if other arguments are invalid', () => {
    expect(parse(['--help', '--port', 'x'])).toEqual({ kind: 'help' })
  })
})
