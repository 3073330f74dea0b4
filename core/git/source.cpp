#include "core/git/source.h"

#include "core/git/localsource.h"

using namespace Qt::StringLiterals;

namespace cauce::git {

namespace {

class NotYet : public Source
{
public:
    Result<Listing> list() override
    {
        return fail(ErrorKind::Invalid, u"only local repositories are supported yet"_s);
    }
    Result<void> bring(git_repository*, const QStringList&, const ProgressFn&) override
    {
        return fail(ErrorKind::Invalid, u"only local repositories are supported yet"_s);
    }
};

} // namespace

std::unique_ptr<Source> makeSource(const Remote& remote, const CancelToken& cancel)
{
    if (remote.url.scheme() == GitUrl::Scheme::Local)
        return std::make_unique<LocalSource>(remote, cancel);
    return std::make_unique<NotYet>();
}

} // namespace cauce::git
