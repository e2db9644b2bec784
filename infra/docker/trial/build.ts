import { makeBaseImages } from './base-images.ts'
import { buildImages } from './deployment.ts'
import { engineAt, requireEngine } from './engine.ts'
import type { Subcommand } from './subcommand.ts'

export const build: Subcommand = {
  help: `Where no registry of images can be reached: makes every image that docker-compose.yml runs of Debian packages and of this
repository, in the podman of DOCKER_HOST. Then set COMPOSE_FILE=docker-compose.yml:infra/compose/no-registry.yml and start
compose with --no-build.`,
  run: async ({ directory, report }) => {
    await requireEngine()
    const address = process.env.DOCKER_HOST
    if (!address)
      throw new Error('Set DOCKER_HOST to the address of podman, as unix:///run/podman/podman.sock.')
    const engine = engineAt(address)
    await makeBaseImages(engine, directory, report)
    await buildImages(engine, report)
    return true
  },
}
