"""The scripts of three shells. Ids are asked of the command itself when they are needed."""

from collections.abc import Iterator

from papule.cli.completion_commands import FILES, IDS, WORDS, Command, Option

_FIRST = "# Completion of papule, written by `papule completion {name}`. To use it: {use}\n"


def bash(commands: tuple[Command, ...]) -> str:
    """Write the script for bash; where nothing else fits, file names are completed."""
    lines = [
        _FIRST.format(name="bash", use="papule completion bash > ~/.local/share/bash-completion/completions/papule"),
        "_papule_ids() {",
        '    COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" knowledge list --ids "$1" 2>/dev/null)" -- "$2"))',
        "}",
        "_papule() {",
        "    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} place=${COMP_WORDS[1]}",
        "    COMPREPLY=()",
        f"    if ((COMP_CWORD == 1)); then {_bash_words(_names(commands))}; return; fi",
    ]
    for command in commands:
        if command.actions:
            asked = f"[[ $place == {command.name} ]] && ((COMP_CWORD == 2)) && [[ $current != -* ]]"
            lines.append(f"    if {asked}; then {_bash_words(_names(command.actions))}; return; fi")
            lines.append(
                f'    [[ $place == {command.name} ]] && ((COMP_CWORD > 2)) && place="$place ${{COMP_WORDS[2]}}"'
            )
    lines += ['    case "$place $before" in', *_bash_options(commands), "    esac"]
    lines += ["    case $place in", *_bash_places(commands), "    esac", "}"]
    return "\n".join([*lines, "complete -o default -F _papule papule", ""])


def _bash_options(commands: tuple[Command, ...]) -> Iterator[str]:
    for place, command in _places(commands):
        for option in command.options:
            if option.valued:
                for flag in option.flags:
                    yield f'        "{place} {flag}") {_bash_taken(option.takes)}; return ;;'


def _bash_places(commands: tuple[Command, ...]) -> Iterator[str]:
    for place, command in _places(commands):
        flags = " ".join(flag for option in command.options for flag in option.flags)
        asked = f"if [[ $current == -* ]]; then {_bash_words(flags)}; else {_bash_taken(command.takes)}; fi"
        yield f'        "{place}") {asked} ;;'


def _bash_taken(takes: str) -> str:
    if takes.startswith(IDS):
        return f'_papule_ids {takes.removeprefix(IDS)} "$current"'
    return _bash_words(takes.removeprefix(WORDS)) if takes.startswith(WORDS) else ":"


def _bash_words(words: str) -> str:
    return f'COMPREPLY=($(compgen -W "{words}" -- "$current"))'


def zsh(commands: tuple[Command, ...]) -> str:
    """Write the script for zsh."""
    lines = [
        "#compdef papule",
        _FIRST.format(name="zsh", use="papule completion zsh > DIRECTORY-OF-FPATH/_papule"),
        '_papule_ids() { compadd -- ${(f)"$(_call_program ids $words[1] knowledge list --ids $1 2>/dev/null)"} }',
        "_papule() {",
        "    local place=$words[2] before=$words[CURRENT-1] current=$words[CURRENT]",
        f"    if ((CURRENT == 2)); then {_zsh_described(commands)}; return; fi",
    ]
    for command in commands:
        if command.actions:
            asked = f"[[ $place == {command.name} ]] && ((CURRENT == 3)) && [[ $current != -* ]]"
            lines.append(f"    if {asked}; then {_zsh_described(command.actions)}; return; fi")
            lines.append(f'    [[ $place == {command.name} ]] && ((CURRENT > 3)) && place="$place $words[3]"')
    lines += ['    case "$place $before" in', *_zsh_options(commands), "    esac"]
    lines += ["    case $place in", *_zsh_places(commands), "    esac", "}"]
    return "\n".join([*lines, '[[ $funcstack[1] == _papule ]] && _papule "$@" || compdef _papule papule', ""])


def _zsh_described(commands: tuple[Command, ...]) -> str:
    told = " ".join(f"'{each.name}:{each.about}'" for each in commands)
    return f"local -a told=({told}); _describe command told"


def _zsh_options(commands: tuple[Command, ...]) -> Iterator[str]:
    for place, command in _places(commands):
        for option in command.options:
            if option.valued:
                for flag in option.flags:
                    yield f'        "{place} {flag}") {_zsh_taken(option.takes)}; return ;;'


def _zsh_places(commands: tuple[Command, ...]) -> Iterator[str]:
    for place, command in _places(commands):
        told = " ".join(f"'{flag}:{option.about}'" for option in command.options for flag in option.flags)
        described = f"local -a told=({told}); _describe option told"
        yield f'        "{place}") if [[ $current == -* ]]; then {described}; else {_zsh_taken(command.takes)}; fi ;;'


def _zsh_taken(takes: str) -> str:
    if takes.startswith(IDS):
        return f"_papule_ids {takes.removeprefix(IDS)}"
    if takes.startswith(WORDS):
        return f"compadd -- {takes.removeprefix(WORDS)}"
    return "_files" if takes == FILES else ":"


def fish(commands: tuple[Command, ...]) -> str:
    """Write the script for fish."""
    lines = [
        _FIRST.format(name="fish", use="papule completion fish > ~/.config/fish/completions/papule.fish"),
        "function __papule_ids",
        "    set -l words (commandline -opc)",
        "    $words[1] knowledge list --ids $argv[1] 2>/dev/null",
        "end",
        "complete -c papule -f",
    ]
    for command in commands:
        lines.append(f"complete -c papule -n __fish_use_subcommand -a {command.name} -d '{command.about}'")
        unsaid = f"; and not __fish_seen_subcommand_from {_names(command.actions)}"
        for action in command.actions:
            where = f"__fish_seen_subcommand_from {command.name}{unsaid}"
            lines.append(f"complete -c papule -n '{where}' -a {action.name} -d '{action.about}'")
    for place, command in _places(commands):
        where = "; and ".join(f"__fish_seen_subcommand_from {each}" for each in place.split())
        lines += [_fish_option(where, option) for option in command.options]
        lines += [f"complete -c papule -n '{where}'{_fish_taken(command.takes)}"] if command.takes else []
    return "\n".join([*lines, ""])


def _fish_option(where: str, option: Option) -> str:
    flags = " ".join(f"-l {flag[2:]}" if flag.startswith("--") else f"-s {flag[1:]}" for flag in option.flags)
    taken = (
        f" -x{_fish_taken(option.takes)}" if option.valued and option.takes != FILES else " -r" if option.valued else ""
    )
    return f"complete -c papule -n '{where}' {flags} -d '{option.about}'{taken}"


def _fish_taken(takes: str) -> str:
    if takes.startswith(IDS):
        return f" -a '(__papule_ids {takes.removeprefix(IDS)})'"
    if takes.startswith(WORDS):
        return f" -a '{takes.removeprefix(WORDS)}'"
    return " -F" if takes == FILES else ""


def _names(commands: tuple[Command, ...]) -> str:
    return " ".join(each.name for each in commands)


def _places(commands: tuple[Command, ...]) -> Iterator[tuple[str, Command]]:
    """Give every subcommand, and every action of one, by the words that lead to it."""
    for command in commands:
        if not command.actions:
            yield command.name, command
        for action in command.actions:
            yield f"{command.name} {action.name}", action
