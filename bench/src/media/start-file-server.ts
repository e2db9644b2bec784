import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { findFreePort } from '@gptget/embedded-servers'
import { answers, startProgram } from '../processes/start-program.ts'
import { findNginx } from '../targets/nginx.ts'
import type { MediaBench } from './media-bench.ts'

const TEMPORARY_PATHS = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']

/** Starts nginx for a folder of files with its fastest settings: `sendfile`, a worker for each core. */
export const startFileServer = async (
  { cacheDirectory, directory, report }: Pick<MediaBench, 'cacheDirectory' | 'directory' | 'report'>,
  files: string,
): Promise<{ origin: string; version: string; stop(): Promise<void> }> => {
  const { program, version } = await findNginx({ cacheDirectory, report })
  const port = await findFreePort()
  const origin = `http://127.0.0.1:${port}`
  const home = path.join(directory, 'nginx')
  await mkdir(home, { recursive: true, mode: 0o755 })
  const configuration = path.join(home, 'nginx.conf')
  await writeFile(configuration, configurationFor(home, port, files))
  const { stop } = await startProgram(program, ['-p', home, '-e', 'stderr', '-c', configuration], {
    isReady: () => answers(`${origin}/ready`),
  })
  return { origin, version, stop }
}

const configurationFor = (home: string, port: number, files: string): string => `
daemon off;
user root;
worker_processes auto;
pid ${home}/nginx.pid;
events { worker_connections 1024; }
http {
  access_log off;
${TEMPORARY_PATHS.map((name) => `  ${name}_temp_path ${home}/${name};`).join('\n')}
  sendfile on;
  tcp_nopush on;
  default_type video/mp4;
  server {
    listen 127.0.0.1:${port};
    location = /ready { return 200; }
    location / { root ${files}; }
  }
}
`
