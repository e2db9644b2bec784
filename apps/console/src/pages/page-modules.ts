/** What a page of an address is made of, below `web`, beside the entry: its frame and itself. */
const MODULES: readonly (readonly [path: string, ...modules: string[]])[] = [
  ['/sign-in', 'pages/entrance/sign-in-page.tsx'],
  ['/sign-up', 'pages/entrance/sign-up-page.tsx'],
  ['/welcome', 'pages/entrance/welcome-page.tsx'],
  ['/models', 'layout/open.tsx', 'pages/models/models-page.tsx'],
  ['/pricing', 'layout/open.tsx', 'pages/models/models-page.tsx'],
  ['/playground', 'layout/signed-in.tsx', 'pages/playground/playground-page.tsx'],
  ['/keys', 'layout/signed-in.tsx', 'pages/keys/keys-page.tsx'],
  ['/activity', 'layout/signed-in.tsx', 'pages/activity/activity-page.tsx'],
  ['/credits', 'layout/signed-in.tsx', 'pages/credits/credits-page.tsx'],
  ['/computers', 'layout/signed-in.tsx', 'pages/computers/computers-page.tsx'],
  ['/media', 'layout/signed-in.tsx', 'pages/media/media-page.tsx'],
  ['/settings', 'layout/signed-in.tsx', 'pages/settings/settings-page.tsx'],
]

/** The modules of the pages that people come to from outside; the router loads those of the others itself. */
export const modulesOf = (path: string): readonly string[] =>
  MODULES.find(([known]) => known === path)?.slice(1) ?? []
