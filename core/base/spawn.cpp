#include "core/base/spawn.h"

#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <fcntl.h>
#include <optional>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

extern char** environ;

using namespace Qt::StringLiterals;

namespace cauce::base {

void Fd::reset()
{
    if (m_fd >= 0)
        ::close(m_fd);
    m_fd = -1;
}

namespace {

struct Pipe
{
    Fd reading;
    Fd writing;
};

//! Moves \p fd out of the way of 0, 1 and 2, which a program started without them may have free.
Fd above(int fd)
{
    if (fd < 0 || fd > 2)
        return Fd(fd);
    Fd low(fd);
    return Fd(::fcntl(low.get(), F_DUPFD_CLOEXEC, 3));
}

std::optional<Pipe> makePipe()
{
    int ends[2] = {-1, -1};
    if (::pipe2(ends, O_CLOEXEC) != 0)
        return std::nullopt;
    Pipe made {above(ends[0]), above(ends[1])};
    if (!made.reading || !made.writing)
        return std::nullopt;
    return made;
}

bool isProgram(const QByteArray& path)
{
    struct stat info = {};
    return ::stat(path.constData(), &info) == 0 && S_ISREG(info.st_mode)
        && ::access(path.constData(), X_OK) == 0;
}

//! Relative entries of PATH are skipped: a program is never taken from the working folder.
Result<QByteArray> find(const QString& program)
{
    const QByteArray name = QFile::encodeName(program);
    if (name.isEmpty() || name.contains('\0'))
        return fail(ErrorKind::Invalid, u"the name of a program is empty or damaged"_s);
    if (name.startsWith('/')) {
        if (isProgram(name))
            return name;
        return fail(ErrorKind::NotFound, u"%1 is not a program on this computer"_s.arg(program));
    }
    if (name.contains('/'))
        return fail(ErrorKind::Invalid,
                    u"%1 is neither a plain name nor an absolute path"_s.arg(program));
    for (const QByteArray& folder : qgetenv("PATH").split(':')) {
        const QByteArray candidate = folder + '/' + name;
        if (folder.startsWith('/') && isProgram(candidate))
            return candidate;
    }
    return fail(ErrorKind::NotFound,
                u"the program \"%1\" is not installed (it is in no folder of PATH)"_s.arg(program));
}

//! The texts and, pointing into them, the null-terminated vector that execve() wants.
struct Vector
{
    QList<QByteArray> texts;
    std::vector<char*> pointers;

    void seal()
    {
        for (QByteArray& text : texts)
            pointers.push_back(text.data());
        pointers.push_back(nullptr);
    }
};

Result<Vector> argumentsOf(const ProcessRequest& request)
{
    Vector vector;
    vector.texts.append(QFile::encodeName(request.program));
    for (const QString& argument : request.arguments) {
        if (argument.contains(QChar(0)))
            return fail(ErrorKind::Invalid,
                        u"an argument of %1 holds a NUL character"_s.arg(request.program));
        vector.texts.append(argument.toUtf8());
    }
    vector.seal();
    return vector;
}

Result<Vector> environmentOf(const ProcessRequest& request)
{
    Vector vector;
    for (char** entry = environ; entry && *entry; ++entry) {
        const QByteArray text(*entry);
        const qsizetype end = text.indexOf('=');
        if (end > 0 && !request.environment.contains(QString::fromLocal8Bit(text.left(end))))
            vector.texts.append(text);
    }
    for (auto it = request.environment.cbegin(); it != request.environment.cend(); ++it) {
        if (it.key().isEmpty() || it.key().contains(u'=') || it.key().contains(QChar(0))
            || it.value().contains(QChar(0)))
            return fail(
                ErrorKind::Invalid,
                u"a variable for %1 has an impossible name or value"_s.arg(request.program));
        if (!it.value().isNull()) // null takes the variable away
            vector.texts.append(it.key().toLocal8Bit() + '=' + it.value().toUtf8());
    }
    vector.seal();
    return vector;
}

//! All that the child needs; it may not allocate, lock or touch anything else.
struct Plan
{
    const char* program = nullptr;
    char* const* arguments = nullptr;
    char* const* environment = nullptr;
    const char* folder = nullptr;
    int input = -1;
    int output = -1;
    int errorOutput = -1;
    int report = -1;
    pid_t parent = -1;
};

void closeOthers(int keep)
{
    if (::syscall(SYS_close_range, 3U, ~0U, 4U /* CLOSE_RANGE_CLOEXEC */) == 0)
        return;
    struct rlimit limit = {};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    const int last = limit.rlim_cur > 65'536 ? 65'536 : int(limit.rlim_cur);
    for (int fd = 3; fd < last; ++fd) {
        if (fd != keep)
            ::close(fd);
    }
}

//! Only async-signal-safe calls from here to execve(): other threads may hold any lock.
[[noreturn]] void becomeChild(const Plan& plan)
{
    ::setsid();
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != plan.parent) // it died before prctl() could see it
        ::_exit(127);

    struct sigaction byDefault = {};
    byDefault.sa_handler = SIG_DFL;
    for (int signal = 1; signal < 32; ++signal)
        ::sigaction(signal, &byDefault, nullptr);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);

    const struct rlimit noCore = {0, 0}; // a core file would hold what we gave it: tokens, Secrets
    ::setrlimit(RLIMIT_CORE, &noCore);

    if (::dup2(plan.input, 0) == 0 && ::dup2(plan.output, 1) == 1
        && ::dup2(plan.errorOutput, 2) == 2 && ::chdir(plan.folder) == 0) {
        closeOthers(plan.report);
        ::execve(plan.program, plan.arguments, plan.environment);
    }
    const int reason = errno;
    [[maybe_unused]] const ssize_t told = ::write(plan.report, &reason, sizeof reason);
    ::_exit(127);
}

//! vfork and not fork: copying the page tables of a big process stalls its other threads.
[[gnu::noinline]] pid_t launch(const Plan& plan)
{
    // No handler of ours may run in the child while it shares our memory.
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    const pid_t pid = ::vfork();
    if (pid == 0)
        becomeChild(plan);
    const int reason = errno;
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    errno = reason;
    return pid;
}

void makeNonBlocking(const Fd& fd)
{
    ::fcntl(fd.get(), F_SETFL, ::fcntl(fd.get(), F_GETFL) | O_NONBLOCK);
}

Failure cannotStart(const QString& program, int reason)
{
    return fail(ErrorKind::Io, u"cannot start %1: %2"_s.arg(program, qt_error_string(reason)));
}

} // namespace

Result<Spawned> spawn(const ProcessRequest& request)
{
    const auto program = find(request.program);
    if (!program)
        return Failure {program.error()};
    const auto arguments = argumentsOf(request);
    if (!arguments)
        return Failure {arguments.error()};
    const auto environment = environmentOf(request);
    if (!environment)
        return Failure {environment.error()};

    auto input = makePipe();
    auto output = makePipe();
    auto errors = makePipe();
    auto report = makePipe();
    if (!input || !output || !errors || !report)
        return cannotStart(request.program, errno);

    const QByteArray folder
        = request.workingFolder.isEmpty() ? "/" : QFile::encodeName(request.workingFolder);
    const Plan plan {
        program->constData(),  arguments->pointers.data(), environment->pointers.data(),
        folder.constData(),    input->reading.get(),       output->writing.get(),
        errors->writing.get(), report->writing.get(),      ::getpid()};
    Spawned child;
    child.pid = launch(plan);
    if (child.pid < 0)
        return cannotStart(request.program, errno);

    report->writing.reset();
    int reason = 0;
    ssize_t got = 0;
    do
        got = ::read(report->reading.get(), &reason, sizeof reason);
    while (got < 0 && errno == EINTR);
    if (got == sizeof reason) {
        ::waitpid(child.pid, nullptr, 0);
        return cannotStart(request.program, reason);
    }
    child.exited = Fd(int(::syscall(SYS_pidfd_open, child.pid, 0)));
    if (!child.exited) {
        const int error = errno;
        ::kill(-child.pid, SIGKILL);
        ::waitpid(child.pid, nullptr, 0);
        return cannotStart(request.program, error);
    }
    child.input = std::move(input->writing);
    child.output = std::move(output->reading);
    child.errorOutput = std::move(errors->reading);
    for (const Fd* fd : {&child.input, &child.output, &child.errorOutput})
        makeNonBlocking(*fd);
    return child;
}

} // namespace cauce::base
