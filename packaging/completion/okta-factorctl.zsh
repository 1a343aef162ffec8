#compdef okta-factorctl
# SPDX-License-Identifier: MIT
# Completion of okta-factorctl for zsh.
_okta_factorctl() {
    local -a commands
    commands=(
        'check:say what is wrong with the configuration'
        'explain:say which rule decides about a login, and why'
        'status:say how the daemon is'
        'reload:let the daemon read its configuration again'
        'test:carry out a login in this terminal'
        'sessions:list logins and what is remembered'
        'forget:forget what is remembered of a user'
        'unlock:clear the local limits of a person'
        'recovery:make, list or revoke recovery codes'
        'doctor:look for what locks people out or lets them in'
    )
    local -a everywhere
    everywhere=('--json[write JSON]' '--help[describe the options]')
    local config='--config[configuration file]:file:_files'
    local service='--service[PAM service]:service:_path_files -W /etc/pam.d'

    local curcontext=$curcontext state line
    _arguments -C $everywhere '1:command:->command' '*::argument:->argument' && return
    case $state in
        command) _describe command commands ;;
        argument)
            case $line[1] in
                check) _arguments $everywhere $config ;;
                doctor)
                    _arguments $everywhere $config '--pam-dir[PAM stacks]:folder:_files -/' '--sshd[sshd]:program:_files' \
                        '--sshd-config[configuration of sshd]:file:_files' '--socket[direct socket of the daemon]:socket:_files' ;;
                explain)
                    _arguments $everywhere $config $service \
                        '--user[who logs in]:user:_users' '*--group[a Linux group of theirs]:group:_groups' \
                        '--rhost[numeric address]:address:' '--tty[terminal]:terminal:' \
                        '--target[the account they become]:user:_users' '*--okta-group[an Okta group of theirs]:group:' \
                        '--completed[what sshd accepted before]:SSH_AUTH_INFO_0:' ;;
                test)
                    _arguments $everywhere $service '1:user:_users' '--rhost[numeric address]:address:' \
                        '--tty[terminal]:terminal:' '--socket[direct socket of the daemon]:socket:_files' \
                        '--timeout[for the whole]:seconds:' ;;
                forget) _arguments $everywhere '--all[everybody]' '1:user:_users' ;;
                unlock) _arguments $everywhere '1:Okta login, user id or Linux name:_users' ;;
                recovery)
                    _arguments $everywhere '--count[how many codes]:number:' '1:what:(create list revoke)' '2:user:_users' ;;
                *) _arguments $everywhere ;;
            esac ;;
    esac
}
_okta_factorctl "$@"
