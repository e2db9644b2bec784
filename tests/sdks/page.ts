/** The blocks of the public page, word for word: they are run as they stand. */

export const PYTHON_BLOCK = `from gptget import Computer
# launches a cloud desktop (GPTGET_API_KEY from the environment)
computer = Computer(instance_type="2c4g", region="us")
# drive it directly
computer.left_click(420, 300)
computer.type("hello world")
computer.key("Return")
print(computer.bash("uname -a"))
img = computer.screenshot() # PNG bytes
# …or let a computer-use model drive it
computer.prompt("Open Firefox and search for hermes bags",
model="anthropic/claude-sonnet-4.5")
computer.destroy()
`

/** `<id>` is that of the computer that the third line makes. */
export const CLI_LINES = [
  'npm i -g gptget',
  'gptget login # platform OAuth (device code)',
  'gptget computers create --type 2c4g --region us',
  'gptget computers # list',
  'gptget screenshot <id> shot.png',
  'gptget run <id> "open a terminal and run htop" --model anthropic/claude-sonnet-4.5',
  'gptget stop <id>',
  'gptget delete <id>',
]
