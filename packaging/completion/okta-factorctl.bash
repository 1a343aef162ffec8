# SPDX-License-Identifier: MIT
# Completion of okta-factorctl for bash.
_okta_factorctl() {
    local cur prev words cword
    _init_completion || return

    case $prev in
        --config | --pam-dir | --sshd | --sshd-config | --socket) _filedir; return ;;
        --user | --target) COMPREPLY=($(compgen -u -- "$cur")); return ;;
        --group) COMPREPLY=($(compgen -g -- "$cur")); return ;;
        --service)
            COMPREPLY=($(compgen -W "$(cd /etc/pam.d 2>/dev/null && echo *)" -- "$cur")); return ;;
        --tty | --rhost | --okta-group | --completed | --count | --timeout) return ;;
    esac

    local word command= verb=
    for word in "${words[@]:1:cword-1}"; do
        [[ $word == -* ]] && continue
        if [[ -z $command ]]; then command=$word; elif [[ -z $verb ]]; then verb=$word; fi
    done

    local options="--json --help"
    case $command in
        check) options+=" --config" ;;
        doctor) options+=" --config --pam-dir --sshd --sshd-config --socket" ;;
        forget) options+=" --all" ;;
        explain) options+=" --user --service --group --rhost --tty --target --okta-group --completed --config" ;;
        test) options+=" --service --rhost --tty --socket --timeout" ;;
        recovery) [[ $verb == create ]] && options+=" --count" ;;
    esac
    if [[ $cur == -* ]]; then
        COMPREPLY=($(compgen -W "$options" -- "$cur"))
        return
    fi
    case $command in
        "")
            COMPREPLY=($(compgen -W "check explain status reload test sessions forget unlock recovery doctor" -- "$cur")) ;;
        test | forget | unlock) COMPREPLY=($(compgen -u -- "$cur")) ;;
        recovery)
            case $verb in
                "") COMPREPLY=($(compgen -W "create list revoke" -- "$cur")) ;;
                create | revoke) COMPREPLY=($(compgen -u -- "$cur")) ;;
            esac ;;
    esac
} && complete -F _okta_factorctl okta-factorctl
