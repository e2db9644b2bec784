/** What a tool's settings are to say. */
export type Goal = {
  /** Without a path: `http://127.0.0.1:8080`. */
  origin: string
  apiKey: string
  model: string
}

/** A settings file of a tool, by its path in the home folder unless a variable says otherwise. */
export type SettingsFile = {
  path(home: string, env: NodeJS.ProcessEnv): string
  /** The file as it shall be; `before` is null where there is none. @throws Error where it cannot be read. */
  change(before: string | null, goal: Goal): Promise<string> | string
}

/** A coding agent that is pointed at the server. */
export type Tool = {
  name: string
  title: string
  files: SettingsFile[]
  /** How it is started then. */
  start: string
  /** Variables of the environment that would win over these settings. */
  rivals: string[]
  /** The owner's model that it is made for, where the server has it. */
  favourites: RegExp[]
}
