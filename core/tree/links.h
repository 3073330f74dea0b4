#pragma once

#include "core/object/manifest.h"

#include <QList>

namespace cauce::tree {

//! An address that an object's author wants to be a click away.
struct ExternalLink
{
    QString title; //!< untrusted text; the address itself when there is none
    QString url; //!< http or https, nothing else

    friend bool operator==(const ExternalLink&, const ExternalLink&) = default;
};

//! \brief The links of the annotations `link.argocd.argoproj.io/<id>` ("url" or "title|url"), in
//! the order of their ids. What is no address of http or https is left out. Pure.
QList<ExternalLink> externalLinks(const object::Manifest& object);

} // namespace cauce::tree
