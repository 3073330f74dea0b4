#pragma once

#include "core/object/manifest.h"

#include <QList>

namespace cauce::object {

//! \brief What one file may cost at the most; beyond it reading stops with ErrorKind::Invalid.
struct YamlBudget
{
    qsizetype maxBytes = 10 << 20;
    qsizetype maxNodes = 2'000'000; //!< after aliases are expanded
    int maxDepth = 200;
};

//! One document of a YAML stream, typed as kubectl types it.
struct YamlDocument
{
    Json value;
    std::shared_ptr<const SourceMap> source;
    SourceLocation start;
};

//! \brief Reads a YAML stream into typed JSON with libyaml: anchors and merge keys resolved.
//!
//! Scalars get the types that kubectl gives them (YAML 1.1 as Go's yaml.v2 reads it); stricter than
//! kubectl on purpose: duplicate keys, invalid UTF-8, NUL and unknown tags are refused. Empty
//! documents are dropped. All or nothing. Any thread with at least 1 MiB of stack. \param file
//! names the text in errors and locations \return Invalid: "file:line:column: what is wrong"
Result<QList<YamlDocument>> readYaml(const QByteArray& text, const QString& file,
                                     const YamlBudget& budget = {});

//! \brief Reads the Kubernetes objects of one file (YAML stream, or one JSON value for *.json).
//!
//! Lists (any object with a top-level `items` array) are flattened. Errors as readYaml(), and
//! Invalid for a document that is no Kubernetes object.
Result<QList<Manifest>> readManifests(const QByteArray& text, const QString& file,
                                      const YamlBudget& budget = {});

} // namespace cauce::object
