#include "core/git/source.h"

#include "core/git/localsource.h"
#include "core/git/networksource.h"

namespace cauce::git {

std::unique_ptr<Source> makeSource(const Remote& remote, const CancelToken& cancel)
{
    switch (remote.url.scheme()) {
    case GitUrl::Scheme::Ssh:
        return std::make_unique<NetworkSource>(remote, cancel, makeSshLink(remote, cancel));
    case GitUrl::Scheme::Https:
    case GitUrl::Scheme::Http:
        return std::make_unique<NetworkSource>(remote, cancel, makeHttpLink(remote, cancel));
    case GitUrl::Scheme::Local:
        break;
    }
    return std::make_unique<LocalSource>(remote, cancel);
}

} // namespace cauce::git
