/**
 * The script asks `kind __complete` for candidates: lines of `candidate TAB description`, and a last line `:DIRECTIVE`
 * (see directive.ts). It runs on bash 3.2, which has no `compopt`: there, file names are always offered in addition.
 */
export const script = `# bash completion for kind and kindling

__kind_complete() {
  local line="\${COMP_LINE:0:COMP_POINT}" output directive current candidate _
  local -a words
  read -ra words <<< "$line"
  [[ $line == *[[:space:]] ]] && words+=("")
  current="\${words[\${#words[@]}-1]}"
  output="$("\${words[0]}" __complete "\${words[@]:1}" 2> /dev/null)" || return
  directive="\${output##*:}"
  # bash itself splits words at "=", and replaces only what follows.
  [[ $current == -*=* ]] && current="\${current#*=}"
  COMPREPLY=()
  while IFS=$'\\t' read -r candidate _; do
    [[ -n $candidate && $candidate == "$current"* ]] && COMPREPLY+=("$candidate")
  done <<< "\${output%:*}"
  case "$directive" in
    4) compopt +o default 2> /dev/null ;;
    16) compopt -o dirnames +o default 2> /dev/null ;;
  esac
  return 0
}

complete -o default -F __kind_complete kind kindling
`;
