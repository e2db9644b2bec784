import { Menu } from '@base-ui/react/menu'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Check, LogOut } from 'lucide-react'
import { signOut, switchOrganization } from '../api/authentication.ts'
import type { Session } from '../api/session.ts'
import { m } from '../messages/index.ts'
import { ACCOUNT_BUTTON, AccountFace } from './account-face.tsx'
import { THEMES, useTheme } from './theme.ts'

const ITEM =
  'flex w-full cursor-default items-center gap-2 rounded-sm px-2.5 py-1.5 outline-none data-highlighted:bg-raised'

/** The account menu, initially open. `AccountMenu` is the button that loads it. */
export default function AccountMenuOpened({ session }: { session: Session }) {
  return (
    <Menu.Root defaultOpen>
      <Menu.Trigger className={ACCOUNT_BUTTON}>
        <AccountFace session={session} />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner side="top" align="start" sideOffset={6} className="z-50">
          <Menu.Popup className="w-60 rounded-md border border-line bg-card p-1.5 shadow-pop">
            <Organizations session={session} />
            <Themes />
            <Menu.Separator className="my-1.5 h-px bg-line" />
            <SignOut />
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}

const Label = ({ children }: { children: string }) => (
  <Menu.GroupLabel className="px-2.5 py-1 text-xs text-faint">{children}</Menu.GroupLabel>
)

const Organizations = ({ session }: { session: Session }) => {
  const client = useQueryClient()
  const choose = async (id: string) => {
    await switchOrganization(id)
    await client.resetQueries()
  }
  if (session.organizations.length < 2) return null
  return (
    <Menu.RadioGroup value={session.organization.id} onValueChange={(id: string) => void choose(id)}>
      <Label>{m.nav.switchOrganization}</Label>
      {session.organizations.map(({ id, name }) => (
        <Choice key={id} value={id} label={name} />
      ))}
      <Menu.Separator className="my-1.5 h-px bg-line" />
    </Menu.RadioGroup>
  )
}

const Themes = () => {
  const [theme, setTheme] = useTheme()
  return (
    <Menu.RadioGroup value={theme} onValueChange={setTheme}>
      <Label>{m.nav.theme}</Label>
      {THEMES.map((value) => (
        <Choice key={value} value={value} label={m.nav.themes[value]} />
      ))}
    </Menu.RadioGroup>
  )
}

const Choice = ({ value, label }: { value: string; label: string }) => (
  <Menu.RadioItem value={value} closeOnClick className={ITEM}>
    <span className="flex-1 truncate">{label}</span>
    <Menu.RadioItemIndicator>
      <Check size={16} aria-hidden className="text-accent" />
    </Menu.RadioItemIndicator>
  </Menu.RadioItem>
)

const SignOut = () => {
  const client = useQueryClient()
  const navigate = useNavigate()
  const leave = async () => {
    await signOut()
    client.clear()
    await navigate({ to: '/sign-in' })
  }
  return (
    <Menu.Item className={ITEM} onClick={() => void leave()}>
      <LogOut size={16} aria-hidden className="text-faint" />
      {m.nav.signOut}
    </Menu.Item>
  )
}
