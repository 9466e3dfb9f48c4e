package dev.muster.workspace;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line that starts a program in Linux namespaces of its own: users, mounts, processes,
 * IPC. Both scripts are constants; what differs comes as arguments, which no shell ever reads as
 * text of a script.
 */
final class Namespaces {
  /**
   * Mounts what the steps say, then gives all rights up. {@code ready} is opened first, since it is
   * out of sight later (in a mount of its own: one with open files cannot be locked), and written
   * last: a program that never ran leaves it empty. No further user namespaces: in one, the program
   * would have rights again over namespaces of its own. It goes to its folder anew, for a working
   * directory from before the mounts would lead round them.
   */
  private static final String SET_UP =
      """
      set -eu
      umask 077
      mount --rbind "$1" "$1"
      exec 3>"$1/ready"
      shift
      while [ "$1" != done ]; do
        case $1 in
          bind) mount --rbind "$2" "$3"; shift 3 ;;
          lock) mount -o remount,bind,ro "$2"; shift 2 ;;
          try) mount -o remount,bind,ro "$2" 2>/dev/null || :; shift 2 ;;
          alone) echo 0 >/proc/sys/user/max_user_namespaces; shift ;;
          *) echo "no such step: $1" >&2; exit 2 ;;
        esac
      done
      cd "$2"
      run=$3
      shift 3
      umask 022
      echo ready >&3
      exec 3>&-
      exec setpriv --no-new-privs --bounding-set=-all --inh-caps=-all --ambient-caps=-all \\
        -- sh -c "$run" sh "$@"
      """;

  /**
   * The first process of the namespace ends with the program, and the kernel then ends all others.
   * It is not the program itself: signals would be ignored there.
   */
  private static final String RUN =
      """
      unset PWD OLDPWD SHLVL _
      "$@"
      exit $?
      """;

  private final String unshare;

  /**
   * @param unshare the program of util-linux, by name or path
   */
  Namespaces(String unshare) {
    this.unshare = unshare;
  }

  /**
   * @param stand its file {@code ready} is not empty once the program was started
   * @param steps of the mounts, see the script
   * @param line the program's path and its arguments
   */
  List<String> line(Path stand, List<String> steps, Path folder, List<String> line) {
    var all = new ArrayList<String>();
    all.add(unshare);
    all.addAll(List.of("--user", "--map-root-user", "--mount", "--ipc", "--pid"));
    all.addAll(List.of("--fork", "--kill-child", "--mount-proc", "sh", "-c", SET_UP, "sh"));
    all.add(stand.toString());
    all.addAll(steps);
    all.addAll(List.of("done", folder.toString(), RUN));
    all.addAll(line);
    return all;
  }
}
