#include "core/git/gitexchange.h"
#include "core/git/link.h"

using namespace Qt::StringLiterals;

namespace cauce::git {

namespace {

constexpr qsizetype kMaxRequest = 64 << 20;

//! Smart HTTP: each step of the negotiation is a request of its own.
class HttpLink : public Link
{
public:
    HttpLink(const Remote& remote, const CancelToken& cancel)
        : m_exchange(remote, cancel)
    { }

    bool isStateless() const override { return true; }

    Result<void> begin(Request request) override
    {
        m_body.clear();
        m_isAnswered = request == Request::References;
        return m_isAnswered ? m_exchange.askReferences() : Result<void>();
    }

    Result<void> write(const char* data, qsizetype size) override
    {
        if (m_body.size() + size > kMaxRequest)
            return fail(ErrorKind::Internal, u"the request became too long"_s);
        m_body.append(data, size);
        return {};
    }

    Result<qsizetype> read(char* buffer, qsizetype size) override
    {
        if (!m_isAnswered) {
            if (const auto asked = m_exchange.ask(m_body); !asked)
                return Failure {asked.error()};
            m_isAnswered = true;
        }
        return m_exchange.read(buffer, size);
    }

    void close() override { m_exchange.close(); }

private:
    GitExchange m_exchange;
    QByteArray m_body;
    bool m_isAnswered = false;
};

} // namespace

std::unique_ptr<Link> makeHttpLink(const Remote& remote, const CancelToken& cancel)
{
    return std::make_unique<HttpLink>(remote, cancel);
}

} // namespace cauce::git
