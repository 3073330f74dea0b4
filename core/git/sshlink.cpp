#include "core/base/processrunner.h"
#include "core/git/hostkeys.h"
#include "core/git/link.h"
#include "core/git/sshcommand.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace cauce::git {

namespace {

//! OpenSSH's own client: keys, agent, configuration, jump hosts and known hosts are the user's.
class SshLink : public Link
{
public:
    SshLink(const Remote& remote, const CancelToken& cancel)
        : m_remote(remote)
        , m_cancel(cancel)
    { }

    bool isStateless() const override { return false; }

    Result<void> begin(Request) override
    {
        if (m_child)
            return {};
        auto started = ChildProcess::start(uploadPackOverSsh(m_remote));
        if (!started)
            return Failure {started.error()};
        m_child = std::move(*started);
        return {};
    }

    Result<void> write(const char* data, qsizetype size) override
    {
        if (!m_child)
            return fail(ErrorKind::Internal, u"ssh is not running"_s);
        auto written = m_child->write(data, size, m_remote.idleTimeout, m_cancel);
        return written || written.error().kind != ErrorKind::Io ? written : whyItEnded();
    }

    Result<qsizetype> read(char* buffer, qsizetype size) override
    {
        if (!m_child)
            return fail(ErrorKind::Internal, u"ssh is not running"_s);
        auto got = m_child->read(buffer, size, m_remote.idleTimeout, m_cancel);
        if (!got && got.error().kind == ErrorKind::Timeout)
            return fail(ErrorKind::Timeout,
                        u"the server has sent nothing for %1 s"_s.arg(
                            double(m_remote.idleTimeout.count()) / 1000));
        if (got && *got == 0)
            return whyItEnded();
        return got;
    }

    //! Kept until destruction: libgit2 closes and asks again between its steps.
    void close() override { m_child.reset(); }

private:
    Failure whyItEnded()
    {
        const int code = m_child->finish(2s);
        return sshFailure(m_remote, code, m_child->errorOutput(), m_cancel);
    }

    const Remote& m_remote;
    const CancelToken& m_cancel;
    std::unique_ptr<ChildProcess> m_child;
};

} // namespace

std::unique_ptr<Link> makeSshLink(const Remote& remote, const CancelToken& cancel)
{
    return std::make_unique<SshLink>(remote, cancel);
}

} // namespace cauce::git
