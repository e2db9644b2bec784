import { createHash } from 'node:crypto'
import path from 'node:path'

/** Our part of every desktop: the start script, and the agent for its shell and files. */
export const DESKTOP_DIRECTORY = path.resolve(import.meta.dirname, '../desktop')

export const SUITE = 'bookworm'

/** Debian packages of the image, by purpose, without recommended packages. */
const PACKAGES = {
  // Xvnc draws and serves the screen in one process: no copy from an X server to a VNC server.
  screen: ['tigervnc-standalone-server', 'openbox', 'tint2', 'hsetroot', 'dbus-x11', 'x11-utils'],
  browser: ['chromium', 'chromium-sandbox'],
  programs: ['xterm', 'pcmanfm', 'nano', 'less', 'curl', 'unzip', 'python3', 'procps', 'ca-certificates'],
  fonts: ['fonts-dejavu-core', 'fonts-liberation', 'fonts-noto-color-emoji', 'fonts-noto-cjk'],
  /** For the agent (`windows`, `clipboard`), and tools that callers' scripts expect. */
  control: ['wmctrl', 'xclip', 'xdotool', 'scrot', 'x11-xserver-utils'],
  /** For the host, which runs them from the image and needs none of its own. */
  host: ['bubblewrap', 'slirp4netns', 'nftables', 'iproute2', 'tini'],
}

export const IMAGE_PACKAGES: readonly string[] = Object.values(PACKAGES).flat()

/** A fifth of the image that no one reads in a desktop. */
export const LEFT_OUT = ['doc', 'man', 'info', 'locale', 'lintian', 'bug'].map(
  (name) => `/usr/share/${name}/*`,
)

/** Folders that drivers mount into the image, which is read-only. */
export const MOUNT_POINTS = ['opt/gptget', 'home/user']

/** Changes with everything that an image is made of, so that an old one is not mistaken for a new one. */
export const recipeVersion = (): string => {
  const hash = createHash('sha256')
  hash.update(JSON.stringify([SUITE, IMAGE_PACKAGES, LEFT_OUT, MOUNT_POINTS, process.arch]))
  return hash.digest('hex').slice(0, 12)
}

/** The name of the image in a container engine. */
export const ENGINE_IMAGE = `localhost/gptget-desktop:${recipeVersion()}`
