import { execFile } from 'node:child_process'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { findFreePort } from '@gptget/embedded-servers'
import { promisify } from 'node:util'
import { installOnce, runInstaller } from '../install/run-installer.ts'
import { answers, startProgram } from '../processes/start-program.ts'
import { CHAT_PATH, type Surroundings, type Target } from './target.ts'

/** Finds the machine's nginx, else unpacks Debian's package without installing it. */
export const findNginx = async (
  surroundings: Pick<Surroundings, 'cacheDirectory' | 'report'>,
): Promise<{ program: string; version: string }> => {
  try {
    return await askVersion('nginx')
  } catch {
    // There is none on the PATH.
    const directory = await installOnce(surroundings, 'nginx', unpackDebianPackage)
    return askVersion(path.join(directory, 'usr/sbin/nginx'))
  }
}

const askVersion = async (program: string): Promise<{ program: string; version: string }> => {
  const { stderr } = await promisify(execFile)(program, ['-v'])
  return { program, version: stderr.trim().replace('nginx version: nginx/', '') }
}

const unpackDebianPackage = async (directory: string): Promise<void> => {
  await runInstaller('apt-get', ['download', 'nginx'], { cwd: directory, timeoutMs: 120_000 })
  const file = (await readdir(directory)).find((name) => name.endsWith('.deb'))
  if (file === undefined) throw new Error('apt-get download nginx brought no package')
  await runInstaller('dpkg', ['-x', file, '.'], { cwd: directory, timeoutMs: 60_000 })
}

export const nginx: Target = {
  id: 'nginx',
  title: 'nginx',
  does: 'bytes through; a worker for each core',
  prepare: async (surroundings) => (await findNginx(surroundings)).version,
  start: async (surroundings) => {
    const { program: file } = await findNginx(surroundings)
    const port = await findFreePort()
    const origin = `http://127.0.0.1:${port}`
    const directory = path.join(surroundings.directory, 'nginx')
    await mkdir(directory, { recursive: true, mode: 0o755 })
    const configuration = path.join(directory, 'nginx.conf')
    await writeFile(configuration, configurationFor(directory, port, new URL(surroundings.upstreamUrl).host))
    const program = await startProgram(file, ['-p', directory, '-e', 'stderr', '-c', configuration], {
      isReady: () => answers(`${origin}/ready`),
    })
    return {
      endpoint: { origins: [origin], path: CHAT_PATH, headers: {}, modelPrefix: '' },
      pids: [program.pid],
      stop: program.stop,
    }
  },
}

const TEMPORARY_PATHS = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']

const configurationFor = (directory: string, port: number, upstream: string): string => `
daemon off;
worker_processes auto;
pid ${directory}/nginx.pid;
events { worker_connections 8192; }
http {
  access_log off;
${TEMPORARY_PATHS.map((name) => `  ${name}_temp_path ${directory}/${name};`).join('\n')}
  keepalive_requests 1000000;
  upstream provider {
    server ${upstream};
    keepalive 512;
    keepalive_requests 1000000;
  }
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location = /ready { return 200; }
    location / {
      proxy_pass http://provider;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering off;
      proxy_read_timeout 600s;
    }
  }
}
`
