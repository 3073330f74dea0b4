#include "core/base/processrunner.h"

#include "core/base/child.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace cauce {

namespace {

using Milliseconds = std::chrono::milliseconds;
using Moment = std::chrono::steady_clock::time_point;

Moment momentIn(Milliseconds time)
{
    return std::chrono::steady_clock::now() + time;
}

bool isPast(Moment moment)
{
    return std::chrono::steady_clock::now() >= moment;
}

Milliseconds leftUntil(Moment moment)
{
    const auto left = moment - std::chrono::steady_clock::now();
    return std::max(0ms, std::chrono::ceil<Milliseconds>(left));
}

QString seconds(Milliseconds time)
{
    return u"%1 s"_s.arg(double(time.count()) / 1000);
}

Failure cancelled(const QString& program)
{
    return fail(ErrorKind::Cancelled, u"%1 was cancelled"_s.arg(program));
}

//! Takes what \p child has said so far. \return whether there may be more later, or the Error
Result<bool> drain(base::Child& child, qint64 maxOutput, QByteArray& output)
{
    std::array<char, 64 << 10> buffer;
    for (;;) {
        const qsizetype got = child.read(buffer.data(), buffer.size());
        if (got == base::Child::Broken)
            return fail(ErrorKind::Io, u"cannot read what %1 says"_s.arg(child.name()));
        if (got <= 0)
            return got == base::Child::NotNow;
        if (output.size() + got > maxOutput)
            return fail(ErrorKind::Io,
                        u"%1 was stopped: it printed more than %2 bytes"_s.arg(child.name())
                            .arg(maxOutput));
        output.append(buffer.data(), got);
    }
}

//! Gives \p child more of its input; closes it after the last byte.
void feed(base::Child& child, const QByteArray& input, qsizetype& given)
{
    while (given < input.size()) {
        const qsizetype put = child.write(input.constData() + given, input.size() - given);
        if (put == base::Child::NotNow)
            return;
        if (put == base::Child::Broken) // a program need not read its input
            given = input.size();
        else
            given += put;
    }
    child.closeInput();
}

} // namespace

Result<ProcessOutcome> runProcess(const ProcessRequest& request, const CancelToken& cancel)
{
    if (cancel.isCancelled())
        return cancelled(request.program);
    auto spawned = base::spawn(request);
    if (!spawned)
        return Failure {spawned.error()};
    base::Child child(std::move(*spawned), request); // killed by its destructor on every error

    const Moment deadline = momentIn(request.timeout);
    ProcessOutcome outcome;
    qsizetype given = 0;
    bool mayHaveMore = true;
    for (bool exited = false; !exited;) {
        if (cancel.isCancelled())
            return cancelled(child.name());
        if (isPast(deadline))
            return fail(ErrorKind::Timeout,
                        u"%1 was stopped after %2, its limit"_s.arg(child.name(),
                                                                    seconds(request.timeout)));
        feed(child, request.input, given);
        // Asked before the last reading: what it wrote before it ended is then not lost, and what
        // it left running cannot hold us by keeping the stream open.
        exited = child.hasExited();
        if (mayHaveMore) {
            const auto more = drain(child, request.maxOutput, outcome.output);
            if (!more)
                return Failure {more.error()};
            mayHaveMore = *more;
        }
        if (!exited)
            child.wait(leftUntil(deadline),
                       base::Child::Exit | (mayHaveMore ? base::Child::Output : 0)
                           | (given < request.input.size() ? base::Child::Input : 0));
    }
    outcome.errorOutput = child.errorOutput();
    outcome.exitCode = child.reap();
    return outcome;
}

struct ChildProcess::State
{
    base::Child child;
};

ChildProcess::ChildProcess() = default;
ChildProcess::~ChildProcess() = default;

Result<std::unique_ptr<ChildProcess>> ChildProcess::start(const ProcessRequest& request)
{
    auto spawned = base::spawn(request);
    if (!spawned)
        return Failure {spawned.error()};
    std::unique_ptr<ChildProcess> process(new ChildProcess);
    process->m_state.reset(new State {base::Child(std::move(*spawned), request)});
    return process;
}

Result<qsizetype> ChildProcess::read(char* buffer, qsizetype size, Milliseconds idle,
                                     const CancelToken& cancel)
{
    base::Child& child = m_state->child;
    const Moment deadline = momentIn(idle);
    for (;;) {
        if (cancel.isCancelled())
            return cancelled(child.name());
        const qsizetype got = child.read(buffer, size);
        if (got >= 0)
            return got;
        if (got == base::Child::Broken)
            return fail(ErrorKind::Io, u"cannot read what %1 says"_s.arg(child.name()));
        if (isPast(deadline))
            return fail(ErrorKind::Timeout,
                        u"%1 has said nothing for %2"_s.arg(child.name(), seconds(idle)));
        child.wait(leftUntil(deadline), base::Child::Output);
    }
}

Result<void> ChildProcess::write(const char* data, qsizetype size, Milliseconds idle,
                                 const CancelToken& cancel)
{
    base::Child& child = m_state->child;
    Moment deadline = momentIn(idle);
    while (size > 0) {
        if (cancel.isCancelled())
            return cancelled(child.name());
        const qsizetype put = child.write(data, size);
        if (put == base::Child::Broken)
            return fail(ErrorKind::Io, u"%1 does not listen any more"_s.arg(child.name()));
        if (put > 0) {
            data += put;
            size -= put;
            deadline = momentIn(idle);
            continue;
        }
        if (isPast(deadline))
            return fail(ErrorKind::Timeout,
                        u"%1 has taken nothing for %2"_s.arg(child.name(), seconds(idle)));
        child.wait(leftUntil(deadline), base::Child::Input);
    }
    return {};
}

void ChildProcess::closeInput()
{
    m_state->child.closeInput();
}

QByteArray ChildProcess::errorOutput()
{
    return m_state->child.errorOutput();
}

int ChildProcess::finish(Milliseconds limit)
{
    base::Child& child = m_state->child;
    const Moment deadline = momentIn(limit);
    while (!child.hasExited()) {
        if (isPast(deadline))
            return child.kill();
        child.wait(leftUntil(deadline), base::Child::Exit);
    }
    return child.reap();
}

} // namespace cauce
