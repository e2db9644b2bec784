type Folder = { folder: string; role: 'data' | 'cache'; variable: string }

export const whyFolderUnusable: (
  options: Folder & {
    env: NodeJS.ProcessEnv
    isPersonal?: boolean
    isReadOnlyEnough?: () => boolean
    timeoutMs?: number
  },
) => Promise<string | undefined>

export const explainFolder: (folder: Folder, problem: string, remedies?: string[]) => string
