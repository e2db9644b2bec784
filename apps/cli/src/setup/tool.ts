/** The server, key and model that a tool should use. */
export type Goal = {
  /** The server without a path, for example `http://127.0.0.1:8080`. */
  origin: string
  apiKey: string
  model: string
}

/** A settings file of a tool, usually in the home folder. Some tools let a variable move it. */
export type SettingsFile = {
  path(home: string, env: NodeJS.ProcessEnv): string
  /** Returns the new text; `before` is null if there is no file. @throws Error if `before` cannot be parsed */
  change(before: string | null, goal: Goal): Promise<string> | string
}

/** A coding agent that can use the server. */
export type Tool = {
  name: string
  title: string
  files: SettingsFile[]
  /** The command that starts it. */
  start: string
  /** Environment variables that override its settings file. */
  rivals: string[]
  /** Models that suit the tool, best first. */
  favorites: RegExp[]
}
