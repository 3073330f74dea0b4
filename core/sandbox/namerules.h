#pragma once

// Private to core/sandbox: what a server says of names. Each function answers what is wrong with a
// text, one sentence each; nothing when it is right.

#include <QStringList>

namespace cauce::sandbox {

QStringList labelNameProblems(const QString& text); //!< DNS-1123 label, at most 63 characters
QStringList subdomainProblems(const QString& text); //!< DNS-1123 subdomain, at most 253
QStringList serviceNameProblems(const QString& text); //!< DNS-1035 label, at most 63
QStringList wildcardProblems(const QString& text); //!< `*.example.com`
QStringList pathSegmentProblems(const QString& text); //!< names of RBAC kinds
QStringList qualifiedNameProblems(const QString& text); //!< keys of labels
QStringList labelValueProblems(const QString& text);
QStringList configKeyProblems(const QString& text); //!< keys of ConfigMaps and Secrets
QStringList portNameProblems(const QString& text);
QStringList percentProblems(const QString& text);
QStringList environmentNameProblems(const QString& text);
QStringList cronScheduleProblems(const QString& text); //!< at most one

} // namespace cauce::sandbox
