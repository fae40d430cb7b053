/** The same protocol as in bash.ts. Works sourced, and as a file `_kind` on the `fpath`. */
export const script = `#compdef kind kindling
# zsh completion for kind and kindling

_kind() {
  local line directive tab=$'\\t'
  local -a lines candidates
  lines=("\${(@f)$("\${words[1]}" __complete "\${(@)words[2,CURRENT]}" 2> /dev/null)}")
  directive="\${lines[-1]#:}"
  lines[-1]=()
  for line in "\${(@)lines}"; do
    [[ -n $line ]] || continue
    candidates+=("\${\${line%%$tab*}//:/\\\\:}:\${line#*$tab}")
  done
  [[ $PREFIX == -*=* ]] && compset -P '*='
  if (( \${#candidates} )); then
    _describe 'kind' candidates
  elif [[ $directive == 16 ]]; then
    _files -/
  elif [[ $directive != 4 ]]; then
    _files
  fi
}

if [[ $funcstack[1] == _kind ]]; then
  _kind "$@"
else
  compdef _kind kind kindling
fi
`;
